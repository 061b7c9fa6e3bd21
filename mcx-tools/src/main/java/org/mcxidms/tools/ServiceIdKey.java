package org.mcxidms.tools;

import org.mcxidms.core.McServiceId;

/**
 * What makes two MC service IDs one: the service, and the ID whatever the case of its letters, as for the validator
 * {@code mcx-unique-service-id}.
 *
 * @param service the attribute, or a name for all of them
 */
record ServiceIdKey(String service, String id) implements Comparable<ServiceIdKey> {

    ServiceIdKey {
        id = McServiceId.fold(id);
    }

    @Override
    public int compareTo(ServiceIdKey other) {
        int order = service.compareTo(other.service);
        return order != 0 ? order : id.compareTo(other.id);
    }
}
