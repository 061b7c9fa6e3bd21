package org.mcxidms.core;

import java.util.Map;
import java.util.Optional;

/**
 * Which service's MC service ID stands for services that have none of their own (TS 23.280, 10.1.4.1 lets one ID serve
 * several). Configured at the service-ID mapper, which is what fills the claims; the account check reads it from there.
 */
public final class ServiceIdStandIn {

    /** Provider id of the protocol mapper that carries the setting. */
    public static final String MAPPER_ID = "mcx-service-id-mapper";
    /** Configuration key; its value is a {@link McService#id()} or {@link #NONE}. Absent or empty: no stand-in. */
    public static final String KEY = "mc.service.id.stand.in";
    /** The value for no stand-in: a list in the console cannot show an empty one. */
    public static final String NONE = "none";

    private ServiceIdStandIn() {
    }

    /** Whether {@code value} is one that {@link #KEY} may have. */
    public static boolean isKnown(String value) {
        return value == null || value.isEmpty() || NONE.equals(value) || McService.ofId(value).isPresent();
    }

    /** The stand-in that a mapper's configuration names; empty where it names none or an unknown one. */
    public static Optional<McService> of(Map<String, String> mapperConfig) {
        return Optional.ofNullable(mapperConfig).map(config -> config.get(KEY)).flatMap(McService::ofId);
    }
}
