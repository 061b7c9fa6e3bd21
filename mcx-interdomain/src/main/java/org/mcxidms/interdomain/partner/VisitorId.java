package org.mcxidms.interdomain.partner;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.McService;

/**
 * How one MC service ID of a visitor is made. What that ID is belongs to this domain (TS 23.280 10.6.3: the partner system
 * provides it); a primary is trusted for who its users are, never for an identity here. Pure: whether the ID is free and what
 * the user profile says about it is asked where the account is made.
 *
 * <p>A template holds one placeholder: <code>{sub-hash}</code>, <code>{sub}</code>, the user part of an ID in the security token
 * such as <code>{mcptt_id.user}</code>, or, with nothing around it, the whole ID such as <code>{mcptt_id}</code>, which is taken
 * over only within the domains that the administrator allows.
 *
 * @param service  whose ID this is
 * @param template with one placeholder
 */
record VisitorId(McService service, String template) {

    private static final String SUB = "sub";
    private static final String SUB_HASH = "sub-hash";
    private static final String USER_PART = ".user";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    /** RFC 3261's unreserved characters without quotes and brackets: nothing that could end or escape a part of a URI. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._~+-]{1,200}");
    private static final Pattern ID = Pattern.compile("(?:sip:)?([A-Za-z0-9._~+-]{1,200})@([A-Za-z0-9.-]{1,253})");

    VisitorId {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        if (!placeholder.find() || !isKnown(placeholder.group(1))) {
            throw new IllegalArgumentException(
                    "\"" + template + "\" names none of {sub-hash}, {sub}, {mcptt_id.user}, {mcptt_id}");
        }
        String rest = template.substring(0, placeholder.start()) + template.substring(placeholder.end());
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException("\"" + template + "\" may hold one placeholder and no other braces");
        }
        if (claim(placeholder.group(1)).isPresent() && !placeholder.group(1).endsWith(USER_PART) && !rest.isEmpty()) {
            throw new IllegalArgumentException("\"" + template + "\" takes a whole ID over, so that nothing may stand around it");
        }
    }

    /**
     * Reads one line of the administrator's list: the name of an MC service ID, a space, and a template.
     *
     * @throws IllegalArgumentException for anything else
     */
    static VisitorId parse(String line) {
        String[] words = line == null ? new String[0] : line.strip().split("\\s+");
        if (words.length != 2) {
            throw new IllegalArgumentException("\"" + line + "\" is not a name such as mcptt_id, a space, and a template");
        }
        McService service = Stream.of(McService.values()).filter(one -> one.attribute().equals(words[0])).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + words[0] + "\" is no MC service ID's name"));
        return new VisitorId(service, words[1]);
    }

    /** Whether the whole ID comes from the security token. */
    boolean takesOver() {
        return template.startsWith("{") && template.endsWith("}") && claim(placeholder()).isPresent() && !isUserPart();
    }

    /**
     * The visitor's MC service ID.
     *
     * @param domains that an ID may be taken over from, in lower case
     * @return empty where the template needs an ID that the security token does not have
     * @throws RefusedException where the security token has something that no MC service ID can be made of
     */
    Optional<String> of(JsonWebToken token, Collection<String> domains) {
        String name = placeholder();
        if (SUB_HASH.equals(name)) {
            return Optional.of(fill(VisitorName.hash(token.getIssuer(), token.getSubject())));
        }
        if (SUB.equals(name)) {
            if (!WORD.matcher(token.getSubject()).matches()) {
                throw new RefusedException("sub");
            }
            return Optional.of(fill(token.getSubject()));
        }
        String claim = claim(name).orElseThrow().claim();
        Object value = token.getOtherClaims().get(claim);
        if (value == null) {
            return Optional.empty();
        }
        Matcher id = ID.matcher(value instanceof String text ? text : "");
        if (!id.matches()) {
            throw new RefusedException(claim);
        }
        if (isUserPart()) {
            return Optional.of(fill(id.group(1)));
        }
        if (!domains.contains(id.group(2).toLowerCase(Locale.ROOT))) {
            throw new RefusedException(claim);
        }
        return Optional.of(id.group());
    }

    private String placeholder() {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        placeholder.find();
        return placeholder.group(1);
    }

    private boolean isUserPart() {
        return placeholder().endsWith(USER_PART);
    }

    private String fill(String value) {
        return PLACEHOLDER.matcher(template).replaceFirst(Matcher.quoteReplacement(value));
    }

    private static boolean isKnown(String placeholder) {
        return SUB.equals(placeholder) || SUB_HASH.equals(placeholder) || claim(placeholder).isPresent();
    }

    private static Optional<McService> claim(String placeholder) {
        return Stream.of(McService.values())
                .filter(one -> placeholder.equals(one.claim()) || placeholder.equals(one.claim() + USER_PART)).findFirst();
    }

    /** The security token has a claim that no MC service ID can be made of. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String claim) {
            super("the claim " + claim + " of the security token");
        }
    }
}
