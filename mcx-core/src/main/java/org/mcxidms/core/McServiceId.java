package org.mcxidms.core;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What an MC service ID may be, wherever one is checked, saved or compared: a URI, such as a SIP URI (RFC 3261, 19.1) or a telephone
 * number (RFC 3966), or {@code user@domain} as in the examples of TS 33.180 B.2. It fits in a claim, a SIP header and a log
 * line without quoting, and has no character that a reader cannot see.
 */
public final class McServiceId {

    private static final int LONGEST = 255;
    private static final char DELETE = 0x7f;
    private static final String NUMBER_SEPARATORS = "-.()";
    private static final String LOCAL_DIGITS = "0123456789ABCDEFabcdef*#";

    private McServiceId() {
    }

    /** Whether {@code value} is one. Characters are compared one by one: a regular expression costs as much as a whole check. */
    public static boolean isWellFormed(String value) {
        if (value.isEmpty() || value.length() > LONGEST || !isVisible(value)) {
            return false;
        }
        int scheme = schemeEnd(value);
        if (scheme < 0) {
            return isUserAtHost(value);
        }
        String rest = value.substring(scheme + 1);
        return switch (value.substring(0, scheme).toLowerCase(Locale.ROOT)) {
            case "sip", "sips" -> isSip(rest);
            case "tel" -> isTelephone(rest);
            default -> !rest.isEmpty();
        };
    }

    /** One text for all spellings of an ID. By way of capitals: some letters, such as the long s, have no other way to theirs. */
    public static String fold(String serviceId) {
        return serviceId.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isVisible(String value) {
        boolean ascii = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == DELETE || c == '"' || c == '<' || c == '>') {
                return false;
            }
            ascii &= c < DELETE;
        }
        return ascii
                || Normalizer.isNormalized(value, Normalizer.Form.NFC) && value.codePoints().allMatch(McServiceId::isVisible);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isBlank(codePoint);
        };
    }

    /** Letters and marks that Unicode has with nothing to see: fillers, joiners, variation selectors. */
    private static boolean isBlank(int codePoint) {
        return codePoint == 0x034F || codePoint == 0x115F || codePoint == 0x1160 || codePoint == 0x17B4 || codePoint == 0x17B5
                || codePoint >= 0x180B && codePoint <= 0x180F || codePoint == 0x2800 || codePoint == 0x3164
                || codePoint >= 0xFE00 && codePoint <= 0xFE0F || codePoint == 0xFFA0
                || codePoint >= 0xE0100 && codePoint <= 0xE01EF;
    }

    /** Where the colon of the scheme is (RFC 3986, 3.1); negative for none. */
    private static int schemeEnd(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ':') {
                return i > 0 ? i : -1;
            }
            if (!isLetter(c) && (i == 0 || !isDigit(c) && c != '+' && c != '-' && c != '.')) {
                return -1;
            }
        }
        return -1;
    }

    /** What stands behind {@code sip:}: {@code user@host} or a host, then parameters and headers. */
    private static boolean isSip(String rest) {
        if (rest.indexOf('@') >= 0) {
            return isUserAtHost(rest);
        }
        return isHost(rest);
    }

    private static boolean isUserAtHost(String value) {
        int at = value.indexOf('@');
        return at > 0 && value.indexOf('@', at + 1) < 0 && isHost(value.substring(at + 1));
    }

    private static boolean isHost(String value) {
        return !value.isEmpty() && value.charAt(0) != ';' && value.charAt(0) != '?' && value.charAt(0) != ':';
    }

    /** What stands behind {@code tel:}: a global number with its plus, or a local one, then parameters. */
    private static boolean isTelephone(String rest) {
        int semicolon = rest.indexOf(';');
        String number = semicolon < 0 ? rest : rest.substring(0, semicolon);
        boolean global = number.startsWith("+");
        int digits = 0;
        for (int i = global ? 1 : 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (global ? isDigit(c) : LOCAL_DIGITS.indexOf(c) >= 0) {
                digits++;
            } else if (NUMBER_SEPARATORS.indexOf(c) < 0) {
                return false;
            }
        }
        return digits > 0 && semicolon != rest.length() - 1;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
