package org.mcxidms.interdomain.home;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

import org.mcxidms.interdomain.SecurityTokenForm;

/**
 * A partner domain's IdMS that this realm issues security tokens for (TS 33.180 B.6, B.8).
 *
 * @param addresses every address that clients may send in {@code resource} (B.7.2), exactly as they send it: absolute URIs, such
 *                  as the partner's issuer and its token endpoint, which is the one that a client knows (TS 24.483, TS 24.484).
 *                  The first stands for the partner in counters
 * @param lifetime  how long a security token for it is good, in seconds
 */
record PartnerDomain(List<String> addresses, int lifetime) {

    static final int DEFAULT_LIFETIME = 60;
    static final int MAX_LIFETIME = SecurityTokenForm.MAX_LIFETIME;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

    PartnerDomain {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a line has no address");
        }
        for (String address : addresses) {
            if (!isAddress(address)) {
                throw new IllegalArgumentException("\"" + address + "\" is not an absolute http or https URI without fragment");
            }
        }
        if (lifetime < 1 || lifetime > MAX_LIFETIME) {
            throw new IllegalArgumentException("the lifetime " + lifetime + " is not within 1 and " + MAX_LIFETIME + " seconds");
        }
    }

    PartnerDomain(String address, int lifetime) {
        this(List.of(address), lifetime);
    }

    /** The first address. */
    String address() {
        return addresses.get(0);
    }

    /** This partner as a client asked for it: B.8 repeats the value of {@code resource} in {@code aud}. */
    PartnerDomain askedAs(String address) {
        return new PartnerDomain(address, lifetime);
    }

    /**
     * Reads one line of the administrator's list: one or more addresses, and after them, where wanted, a lifetime.
     *
     * @throws IllegalArgumentException for anything else
     */
    static PartnerDomain parse(String line) {
        List<String> words = line == null || line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
        int last = words.size() - 1;
        return last > 0 && NUMBER.matcher(words.get(last)).matches()
                ? new PartnerDomain(words.subList(0, last), Integer.parseInt(words.get(last)))
                : new PartnerDomain(words, DEFAULT_LIFETIME);
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = new URI(address);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
