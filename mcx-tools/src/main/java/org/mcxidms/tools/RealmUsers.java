package org.mcxidms.tools;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.UserRepresentation;

/** Reads a realm page by page. */
final class RealmUsers {

    static final int PAGE = 500;

    private RealmUsers() {
    }

    static void forEach(RealmResource realm, Consumer<UserRepresentation> reader) {
        requireView(realm);
        forEachPage(AdminRole.VIEW_USERS, first -> realm.users().list(first, PAGE), reader);
    }

    /** Keycloak shows an empty list to an account that may query users but not view them: every realm would look faultless. */
    static void requireView(RealmResource realm) {
        AdminConnection.retry(AdminRole.VIEW_USERS, () -> realm.attackDetection().bruteForceUserStatus("none"));
    }

    static <T> void forEachPage(AdminRole role, IntFunction<List<T>> pageFrom, Consumer<T> reader) {
        int first = 0;
        List<T> page;
        do {
            int from = first;
            page = AdminConnection.retry(role, () -> pageFrom.apply(from));
            page.forEach(reader);
            first += PAGE;
        } while (page.size() == PAGE);
    }

    /** The attribute's only value, or {@code null}. */
    static String attribute(UserRepresentation user, String name) {
        return user.getAttributes() == null ? null
                : user.getAttributes().getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }
}
