package org.mcxidms.account.serviceid;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.configuration.ServerConfigStorageProvider;

import org.mcxidms.core.McServiceId;

/**
 * Where a stored MC service ID has capitals, how it is spelt. The user part of a SIP URI is case-sensitive (RFC 3261, 19.1.4), so
 * that an ID is stored as it was written; two IDs that differ in case only are nevertheless one for the comparison, because
 * people and some MC servers take one for the other. The database's index of user attributes compares letter by letter: it finds
 * a spelling in capitals only when asked for that spelling.
 *
 * <p>A spelling here is a hint of what to look up, in Keycloak's table of server-wide values. Whether an ID is taken is asked of
 * the users alone: a hint that outlives its user refuses nobody.
 */
final class StoredSpellings {

    private static final String PREFIX = "mcx-service-id:";
    private static final String SEPARATOR = "\n";

    private final ServerConfigStorageProvider store;
    private final String realm;

    StoredSpellings(KeycloakSession session) {
        store = session.getProvider(ServerConfigStorageProvider.class);
        realm = session.getContext().getRealm().getId();
    }

    /** The spellings by which the ID may be stored: as written, in lower case, and those that were added. */
    Set<String> of(String serviceId) {
        Set<String> spellings = new LinkedHashSet<>(Set.of(serviceId));
        spellings.add(serviceId.toLowerCase(Locale.ROOT));
        spellings.add(McServiceId.fold(serviceId));
        spellings.addAll(added(key(serviceId)));
        return spellings;
    }

    /**
     * Adds the ID's spelling, where it has to be. Only for who holds the ID's claim: two requests would otherwise write the same
     * row.
     *
     * @param isStored whether a user has an ID in a spelling; those that nobody has any more are forgotten
     */
    void add(String serviceId, Predicate<String> isStored) {
        if (serviceId.equals(McServiceId.fold(serviceId))) {
            return;
        }
        String key = key(serviceId);
        Set<String> added = added(key);
        if (added.contains(serviceId)) {
            return;
        }
        added.removeIf(isStored.negate());
        added.add(serviceId);
        store.store(key, String.join(SEPARATOR, added));
    }

    private Set<String> added(String key) {
        Set<String> added = new LinkedHashSet<>();
        store.find(key).stream().flatMap(text -> Stream.of(text.split(SEPARATOR))).forEach(added::add);
        return added;
    }

    private String key(String serviceId) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(McServiceId.fold(serviceId).getBytes(StandardCharsets.UTF_8));
            return PREFIX + realm + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
