package org.mcxidms.authenticator.grant;

import java.util.Objects;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.RefreshToken;
import org.keycloak.storage.DatastoreProvider;
import org.keycloak.storage.StoreManagers;

/** Finds the user that a grant is about, in the server's cache or, where the policy says so, in the user storage. */
final class GrantUsers {

    private final KeycloakSession session;
    private final boolean fromStorage;

    GrantUsers(KeycloakSession session, boolean fromStorage) {
        this.session = session;
        this.fromStorage = fromStorage;
    }

    /**
     * The user of a verified refresh token; {@code null} where nobody is found, which Keycloak then refuses itself. A token's
     * {@code sub} may be missing (a client without the scope {@code basic}) or pairwise: then the session tells. A session that
     * has ended, and a user who is gone, are no account that is not valid.
     */
    UserModel of(RefreshToken token) {
        UserModel user = token.getSubject() == null ? null : byId(token.getSubject());
        return user != null || token.getSessionId() == null ? user : byId(userIdOfSession(token.getSessionId()));
    }

    /** The user of a session; {@code null} for no session, or one without a user. */
    UserModel of(UserSessionModel userSession) {
        return userSession == null || userSession.getUser() == null ? null : byId(userSession.getUser().getId());
    }

    UserModel byId(String id) {
        return id == null ? null : users().getUserById(session.getContext().getRealm(), id);
    }

    /** Reads the session in a transaction of its own: a load in the request's transaction would bypass Keycloak's lock. */
    private String userIdOfSession(String sessionId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), session.getContext(),
                reading -> Stream.of(
                        reading.sessions().getUserSession(reading.getContext().getRealm(), sessionId),
                        reading.sessions().getOfflineUserSession(reading.getContext().getRealm(), sessionId))
                        .filter(Objects::nonNull)
                        .map(UserSessionModel::getUser).filter(Objects::nonNull)
                        .map(UserModel::getId)
                        .findFirst().orElse(null),
                "Look-up of an MC account's session");
    }

    private UserProvider users() {
        return fromStorage
                ? ((StoreManagers) session.getProvider(DatastoreProvider.class)).userStorageManager()
                : session.users();
    }
}
