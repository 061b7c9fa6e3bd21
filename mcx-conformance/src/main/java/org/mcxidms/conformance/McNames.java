package org.mcxidms.conformance;

import java.util.ArrayList;
import java.util.List;

/** The names that B.4.2.2 and B.2 give to services, scopes and claims; apart from the bundle's own, which is checked by them. */
final class McNames {

    static final List<String> SERVICES = List.of("ptt", "video", "data");
    static final String PTT = "3gpp:mc:ptt_service";
    static final String VIDEO = "3gpp:mc:video_service";
    /** What a client asks for that wants the MCPTT service only. */
    static final String OPENID_PTT = "openid " + PTT;
    /** The value of {@code acr} that every IdMS has to know. */
    static final String BY_PASSWORD = "3gpp:acr:password";
    private static final List<String> KINDS = List.of("service", "key_management_service", "config_management_service",
            "group_management_service");

    private McNames() {
    }

    /** All scope names of B.4.2.2 for the three services, {@code openid} first. */
    static String allScopes() {
        List<String> names = new ArrayList<>(List.of("openid"));
        SERVICES.forEach(service -> KINDS.forEach(kind -> names.add("3gpp:mc:" + service + "_" + kind)));
        return String.join(" ", names);
    }

    /** The service ID claim of {@code service}. */
    static String idClaim(String service) {
        return service.equals("ptt") ? "mcptt_id" : "mc" + service + "_id";
    }
}
