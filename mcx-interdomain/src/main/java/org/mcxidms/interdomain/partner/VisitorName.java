package org.mcxidms.interdomain.partner;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The user name of a created visitor: readable, and never one name for two users of primaries. Keycloak folds user names to
 * lower case and refuses many characters, and a {@code sub} is case-sensitive and may hold any. So {@code <alias>.<sub>} is the
 * name only where both are plain; any other pair gets a hash of its own behind a {@code +}, which no plain name has.
 */
final class VisitorName {

    private static final Pattern PLAIN_ALIAS = Pattern.compile("[a-z0-9_-]{1,100}");
    private static final Pattern PLAIN_SUBJECT = Pattern.compile("[a-z0-9._@-]{1,150}");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^a-z0-9._@-]+");
    private static final int READABLE = 60;
    private static final int HASH_BYTES = 16;

    private VisitorName() {
    }

    /**
     * @param primary the identity provider's alias, which the account's link names too
     * @param subject the user's {@code sub} at the primary
     */
    static String of(String primary, String subject) {
        if (PLAIN_ALIAS.matcher(primary).matches() && PLAIN_SUBJECT.matcher(subject).matches()) {
            return primary + "." + subject;
        }
        return readable(primary) + "." + readable(subject) + "+" + hash(primary, subject);
    }

    /** 32 hexadecimal digits that stand for the pair. */
    static String hash(String first, String second) {
        try {
            // A length before the first: no two pairs make one text.
            String text = first.length() + ":" + first + second;
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String readable(String text) {
        String plain = NOT_PLAIN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
        return plain.length() > READABLE ? plain.substring(0, READABLE) : plain;
    }
}
