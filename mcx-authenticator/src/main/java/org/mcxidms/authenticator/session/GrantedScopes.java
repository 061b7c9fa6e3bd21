package org.mcxidms.authenticator.session;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.UserSessionModel;

/**
 * The scopes of a session's tokens that a role opened, as a note of the client's part of the session: it says what may have to be
 * taken back, when a role has gone in a way that nobody saw. The note lives as long as the session, on all nodes.
 */
public final class GrantedScopes {

    private static final String NOTE = "mcx.granted";

    private GrantedScopes() {
    }

    /** A token with {@code scopes} is made. A refresh that brings no new scope writes nothing. */
    public static void add(AuthenticatedClientSessionModel clientSession, Collection<ClientScopeModel> scopes) {
        Set<String> granted = read(clientSession);
        boolean more = false;
        for (ClientScopeModel scope : scopes) {
            if (!granted.contains(scope.getName()) && scope.getScopeMappingsStream().findAny().isPresent()) {
                more |= granted.add(scope.getName());
            }
        }
        if (more) {
            write(clientSession, granted);
        }
    }

    /** Those of all these sessions. */
    public static Set<String> of(List<UserSessionModel> sessions) {
        Set<String> granted = new LinkedHashSet<>();
        clientSessions(sessions).forEach(clientSession -> granted.addAll(read(clientSession)));
        return granted;
    }

    /** They are taken back. */
    public static void remove(List<UserSessionModel> sessions, Set<String> scopes) {
        clientSessions(sessions).forEach(clientSession -> {
            Set<String> granted = read(clientSession);
            if (granted.removeAll(scopes)) {
                write(clientSession, granted);
            }
        });
    }

    private static Stream<AuthenticatedClientSessionModel> clientSessions(List<UserSessionModel> sessions) {
        return sessions.stream().flatMap(session -> session.getAuthenticatedClientSessions().values().stream())
                .filter(Objects::nonNull);
    }

    private static Set<String> read(AuthenticatedClientSessionModel clientSession) {
        String note = clientSession.getNote(NOTE);
        return note == null ? new LinkedHashSet<>() : new LinkedHashSet<>(Arrays.asList(note.split(" ")));
    }

    private static void write(AuthenticatedClientSessionModel clientSession, Set<String> granted) {
        if (granted.isEmpty()) {
            clientSession.removeNote(NOTE);
        } else {
            clientSession.setNote(NOTE, String.join(" ", granted));
        }
    }
}
