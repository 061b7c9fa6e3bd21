package org.mcxidms.authenticator.session;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import org.keycloak.common.ClientConnection;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;

import org.mcxidms.account.AccountRefusal;

/**
 * How much is revoked when a grant is refused because the account is not valid (TS 33.180 B.5: "revoke the refresh token").
 * Every variant covers the online session and the offline session of the same id: either keeps a refresh token alive.
 */
public enum Revocation {

    /** The refused client's part of the user session. */
    CLIENT_SESSION("session") {
        @Override
        boolean revoke(Target target) {
            return target.ownSessions().filter(target::detachClient).count() > 0;
        }
    },
    /** The whole user session; the other clients in it get a back-channel logout. */
    SESSION("session") {
        @Override
        boolean revoke(Target target) {
            return target.ownSessions().filter(target::end).count() > 0;
        }
    },
    /** Every session of the user, on every device. */
    ALL("all") {
        @Override
        boolean revoke(Target target) {
            return Stream.concat(target.ownSessions(), target.usersSessions()).filter(target::end).count() > 0;
        }
    };

    private final String eventValue;

    Revocation(String eventValue) {
        this.eventValue = eventValue;
    }

    abstract boolean revoke(Target target);

    /** What the event's {@code mc_revoked}, and the counter's label, say when something was revoked. */
    public String eventValue() {
        return eventValue;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The variant named {@code id}, {@link #SESSION} for an empty one; empty for an unknown one. */
    public static Optional<Revocation> of(String id) {
        if (id.isEmpty()) {
            return Optional.of(SESSION);
        }
        return Arrays.stream(values()).filter(revocation -> revocation.id().equals(id)).findFirst();
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(Revocation::id).toList();
    }

    /** The user's sessions, online and offline: a list, since ending a session changes what the next is read from. */
    public static List<UserSessionModel> sessionsOf(KeycloakSession session, RealmModel realm, UserModel user) {
        return Stream.concat(session.sessions().getUserSessionsStream(realm, user),
                session.sessions().getOfflineUserSessionsStream(realm, user)).toList();
    }

    /**
     * Revokes in a transaction of its own: from Keycloak 26.8 on, the refusal that follows rolls the request's transaction back
     * (keycloak#50911).
     *
     * @param sessionId the session behind the refused grant; {@code null} for a grant that has none
     * @param userId    the account's user; {@code null} if gone
     * @return what was revoked, as the event's {@code mc_revoked} tells it
     */
    public String apply(KeycloakSession request, ClientModel client, String userId, String sessionId) {
        KeycloakContext context = request.getContext();
        UriInfo uri = context.getUri();
        ClientConnection connection = context.getConnection();
        HttpHeaders headers = context.getHttpRequest().getHttpHeaders();
        boolean revoked = KeycloakModelUtils.runJobInTransactionWithResult(request.getKeycloakSessionFactory(), context,
                session -> revoke(new Target(session, client.getId(), userId, sessionId, uri, connection, headers)),
                "Revocation of an MC account's sessions");
        return revoked ? eventValue : AccountRefusal.NOTHING_REVOKED;
    }

    /** The sessions to revoke, seen from the revoking transaction. */
    private record Target(KeycloakSession session, String clientUuid, String userId, String sessionId, UriInfo uri,
            ClientConnection connection, HttpHeaders headers) {

        RealmModel realm() {
            return session.getContext().getRealm();
        }

        Stream<UserSessionModel> ownSessions() {
            if (sessionId == null) {
                return Stream.empty();
            }
            return Stream.of(session.sessions().getUserSession(realm(), sessionId),
                    session.sessions().getOfflineUserSession(realm(), sessionId)).filter(Objects::nonNull);
        }

        Stream<UserSessionModel> usersSessions() {
            UserModel user = userId == null ? null : session.users().getUserById(realm(), userId);
            if (user == null) {
                return Stream.empty();
            }
            return sessionsOf(session, realm(), user).stream();
        }

        boolean end(UserSessionModel userSession) {
            AuthenticationManager.backchannelLogout(session, realm(), userSession, uri, connection, headers, true);
            return true;
        }

        boolean detachClient(UserSessionModel userSession) {
            if (userSession.isOffline()) {
                return new UserSessionManager(session).removeClientFromOfflineUserSession(
                        realm(), userSession, realm().getClientById(clientUuid), userSession.getUser());
            }
            AuthenticatedClientSessionModel clientSession = userSession.getAuthenticatedClientSessionByClient(clientUuid);
            if (clientSession != null) {
                clientSession.detachFromUserSession();
            }
            return clientSession != null;
        }
    }
}
