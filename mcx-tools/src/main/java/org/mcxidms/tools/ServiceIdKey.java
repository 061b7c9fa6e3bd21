package org.mcxidms.tools;

import java.util.Locale;

/**
 * What makes two MC service IDs one: the service, and the ID whatever the case of its letters, as the validator
 * {@code mcx-unique-service-id} looks for it in lower case too.
 *
 * @param service the attribute, or a name for all of them
 */
record ServiceIdKey(String service, String id) implements Comparable<ServiceIdKey> {

    ServiceIdKey {
        id = id.toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(ServiceIdKey other) {
        int order = service.compareTo(other.service);
        return order != 0 ? order : id.compareTo(other.id);
    }
}
