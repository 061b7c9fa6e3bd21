package org.mcxidms.authenticator.devices;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Where else a user is signed in (TS 22.280 R-6.11-001): the live sessions beside one's own, online and offline, latest first. The
 * online and the offline half of a session have one id and are one.
 */
final class OtherSessions {

    /** A list of more is not read. */
    private static final int NAMED = 10;
    private static final int LONGEST_NAME = 60;

    private final Collection<UserSessionModel> sessions;

    private OtherSessions(Collection<UserSessionModel> sessions) {
        this.sessions = sessions;
    }

    /** @param own the id of the session that is being made, or was just made */
    static OtherSessions of(KeycloakSession session, RealmModel realm, UserModel user, String own) {
        return new OtherSessions(Stream.concat(
                session.sessions().getUserSessionsStream(realm, user),
                session.sessions().getOfflineUserSessionsStream(realm, user))
                .filter(other -> !other.getId().equals(own) && AuthenticationManager.isSessionValid(realm, other))
                .sorted(Comparator.comparingInt(UserSessionModel::getStarted).reversed())
                .collect(Collectors.toMap(UserSessionModel::getId, other -> other, (online, offline) -> offline,
                        LinkedHashMap::new))
                .values());
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** What pages and mails tell: {@code mcxOthers}, how many there are, and {@code mcxOtherList}, the latest by apps and time. */
    Map<String, Object> told(Locale locale) {
        return Map.of("mcxOthers", Integer.toString(sessions.size()),
                "mcxOtherList", sessions.stream().limit(NAMED).map(other -> row(other, locale)).toList());
    }

    private static Map<String, String> row(UserSessionModel other, Locale locale) {
        return Map.of("apps", apps(other), "since", time(other, locale));
    }

    /** The names of a session's apps; none has one whose app has signed out by itself. */
    static String apps(UserSessionModel session) {
        List<String> names = session.getAuthenticatedClientSessions().values().stream()
                .map(AuthenticatedClientSessionModel::getClient).map(OtherSessions::name).sorted().toList();
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    static String time(UserSessionModel session, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT).withLocale(locale)
                .withZone(ZoneOffset.UTC).format(Instant.ofEpochSecond(session.getStarted()));
    }

    /** Devices name themselves when they register: a name must not be able to write a mail's next paragraph. */
    static String name(ClientModel client) {
        String name = client.getName();
        if (name == null || name.isBlank() || name.startsWith("${")) {
            name = client.getClientId();
        }
        String line = name.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }
}
