package org.mcxidms.interdomain.home;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import org.mcxidms.interdomain.SecurityTokenForm;

/**
 * A partner domain's IdMS that this realm issues security tokens for (TS 33.180 B.6, B.8).
 *
 * @param address  the partner IdMS's address exactly as clients send it in {@code resource} (B.7.2): an absolute URI
 * @param lifetime how long a security token for it is good, in seconds
 */
record PartnerDomain(String address, int lifetime) {

    static final int DEFAULT_LIFETIME = 60;
    static final int MAX_LIFETIME = SecurityTokenForm.MAX_LIFETIME;

    PartnerDomain {
        if (!isAddress(address)) {
            throw new IllegalArgumentException("not an absolute http or https URI without fragment: " + address);
        }
        if (lifetime < 1 || lifetime > MAX_LIFETIME) {
            throw new IllegalArgumentException("lifetime not within 1 to " + MAX_LIFETIME + " seconds: " + lifetime);
        }
    }

    /**
     * Reads one line of the administrator's list: {@code address} or {@code address lifetime}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static PartnerDomain parse(String line) {
        List<String> words = line == null ? List.of() : List.of(line.strip().split("\\s+"));
        return switch (words.size()) {
            case 1 -> new PartnerDomain(words.get(0), DEFAULT_LIFETIME);
            case 2 -> new PartnerDomain(words.get(0), Integer.parseInt(words.get(1)));
            default -> throw new IllegalArgumentException("neither an address nor an address and a lifetime: " + line);
        };
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
