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
        String numbers = ", generate_series(" + size + ", " + (newSize - 1) + ") n ";
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
        List<Integer> numbers = new ArrayList<>();
        for (int n = 0; n < size - WITHOUT_TOKEN; n++) {
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
                    new JWTClaimsSet.Builder(template.getJWTClaimsSet()).subject("fleet-user-" + n)
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

    /** Sets an end in the past for the users without a token, as if an administrator had given that day long ago. */
    void expireThoseWithoutToken() {
        copy("user_attribute", Map.of("id", "gen_random_uuid()", "name", "'mc_valid_until'", "value", "'2020-01-01'"),
                ", generate_series(1, 1) n ", "t.name = 'mcptt_id' and t.user_id in (" + withoutToken() + ")");
    }

    int sessionsWithoutToken() {
        return Integer.parseInt(Sql.column(database,
                "select count(*) from offline_user_session where user_id in (" + withoutToken() + ")").get(0));
    }

    private String withoutToken() {
        return "select " + USER + " from generate_series(" + (size - WITHOUT_TOKEN) + ", " + (size - 1) + ") n";
    }
}
