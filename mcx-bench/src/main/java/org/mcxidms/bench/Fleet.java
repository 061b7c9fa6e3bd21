package org.mcxidms.bench;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Many users with a session each, in the rows that one real login wrote, and refresh tokens for them: to log in a hundred
 * thousand times would take hours. The realm's own key signs the tokens.
 */
final class Fleet {

    /** Of each size, these have no token: nothing caches them, so that the sweep finds what the database holds. */
    static final int WITHOUT_TOKEN = 100;

    private static final String USER = "'fleet-user-' || n";
    private static final String SESSION = "'fleet-session-' || n";
    private static final long MINUTES = 300;

    private final DataSource database;
    private final SignedJWT template;
    private final MACSigner key;
    private int size;

    /** @param refreshToken of the login whose rows are the pattern */
    Fleet(DataSource database, String refreshToken) {
        this.database = database;
        try {
            template = SignedJWT.parse(refreshToken);
            key = new MACSigner(Base64.getUrlDecoder().decode(Sql.column(database, "select s.value from component_config s "
                    + "join component_config k on k.component_id = s.component_id and k.name = 'kid' "
                    + "where s.name = 'secret' and k.value = '" + template.getHeader().getKeyID() + "'").get(0)));
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    void growTo(int newSize) {
        String subject = claim("sub");
        String session = claim("sid");
        String numbers = ", " + numbers(size, newSize) + " ";
        copy("user_entity", Map.of("id", USER, "username", USER, "email", USER + " || '@org.com'",
                "email_constraint", USER + " || '@org.com'"), numbers, "t.id = '" + subject + "'");
        copy("user_attribute", Map.of("id", "gen_random_uuid()", "user_id", USER, "value", "t.value || n"), numbers,
                "t.user_id = '" + subject + "'");
        copy("user_role_mapping", Map.of("user_id", USER), numbers, "t.user_id = '" + subject + "'");
        copy("offline_user_session", Map.of("user_session_id", SESSION, "user_id", USER), numbers,
                "t.user_session_id = '" + session + "'");
        copy("offline_client_session", Map.of("user_session_id", SESSION), numbers, "t.user_session_id = '" + session + "'");
        Sql.run(database, "analyze");
        size = newSize;
    }

    private void copy(String table, Map<String, String> changes, String numbers, String condition) {
        List<String> columns = Sql.column(database, "select column_name from information_schema.columns "
                + "where table_schema = 'public' and table_name = '" + table + "'");
        String values = columns.stream().map(column -> changes.getOrDefault(column, "t." + column))
                .collect(Collectors.joining(", "));
        Sql.run(database, "insert into " + table + " (" + String.join(", ", columns) + ") select " + values
                + " from " + table + " t" + numbers + "where " + condition);
    }

    /** A token for every session but the last ones, in no order. */
    List<String> tokens() {
        return tokens(0, size - WITHOUT_TOKEN);
    }

    /** A token for each of these sessions, in no order. */
    List<String> tokens(int first, int end) {
        List<Integer> numbers = new ArrayList<>();
        for (int n = first; n < end; n++) {
            numbers.add(n);
        }
        Collections.shuffle(numbers, new Random(size));
        return numbers.parallelStream().map(this::token).toList();
    }

    private String token(int n) {
        Date now = new Date();
        String id = claim("jti");
        try {
            SignedJWT token = new SignedJWT(new JWSHeader.Builder(template.getHeader()).build(),
                    new JWTClaimsSet.Builder(template.getJWTClaimsSet()).subject(username(n))
                            .claim("sid", "fleet-session-" + n).issueTime(now)
                            .expirationTime(new Date(now.getTime() + MINUTES * 60_000))
                            .jwtID(id.substring(0, id.lastIndexOf(':') + 1) + UUID.randomUUID()).build());
            token.sign(key);
            return token.serialize();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String claim(String name) {
        try {
            return template.getJWTClaimsSet().getStringClaim(name);
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The session of a token of this fleet, by its id. */
    static String session(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid");
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** These users lose their session and get the password of the login that is the pattern: they must log in. */
    void mustLogIn(int first, int end) {
        copy("credential", Map.of("id", "gen_random_uuid()", "user_id", USER), ", " + numbers(first, end) + " ",
                "t.user_id = '" + claim("sub") + "'");
        for (String table : List.of("offline_client_session", "offline_user_session")) {
            Sql.run(database, "delete from " + table + " where user_session_id in (select " + SESSION + " from "
                    + numbers(first, end) + ")");
        }
        Sql.run(database, "analyze");
    }

    static String username(int n) {
        return "fleet-user-" + n;
    }

    /** Sets an end in the past for the users without a token. */
    void expireThoseWithoutToken() {
        expire(size - WITHOUT_TOKEN, size);
    }

    /** Sets an end in the past for these users in one statement, as if an administrator had given that day long ago. */
    void expire(int first, int end) {
        copy("user_attribute", Map.of("id", "gen_random_uuid()", "name", "'mc_valid_until'", "value", "'2020-01-01'"),
                ", generate_series(1, 1) n ", "t.name = 'mcptt_id' and t.user_id in (" + users(first, end) + ")");
    }

    int sessionsWithoutToken() {
        return sessions(size - WITHOUT_TOKEN, size);
    }

    /** How many sessions these users have. */
    int sessions(int first, int end) {
        return Integer.parseInt(Sql.column(database,
                "select count(*) from offline_user_session where user_id in (" + users(first, end) + ")").get(0));
    }

    /** The sessions of these that the database does not hold any more, by their ids. */
    List<String> goneSessions(int first, int end) {
        return Sql.column(database, "select " + SESSION + " from " + numbers(first, end)
                + " where not exists (select 1 from offline_user_session s where s.user_session_id = " + SESSION + ")");
    }

    private static String users(int first, int end) {
        return "select " + USER + " from " + numbers(first, end);
    }

    private static String numbers(int first, int end) {
        return "generate_series(" + first + ", " + (end - 1) + ") n";
    }
}
