package org.mcxidms.account;

import java.util.Optional;

import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;

import org.mcxidms.core.McService;
import org.mcxidms.core.ServiceIdStandIn;

/**
 * Finds the service whose MC service ID stands in for missing ones (TS 23.280, 10.1.4.1). Only mappers of client scopes count:
 * a realm has few of them, and so the uniqueness of MC service IDs can follow from them at each write. A stand-in at a mapper of
 * a single client is refused by the console, and one from a realm file leaves the account without an ID: {@code no_service_id}.
 */
public final class StandIn {

    private StandIn() {
    }

    /** The stand-in that a mapper of {@code scope} names. */
    static Optional<McService> of(ClientScopeModel scope) {
        return scope.getProtocolMappersStream()
                .filter(mapper -> ServiceIdStandIn.MAPPER_ID.equals(mapper.getProtocolMapper()))
                .map(ProtocolMapperModel::getConfig)
                .flatMap(config -> ServiceIdStandIn.of(config).stream())
                .findFirst();
    }

    /** Whether any client scope of the realm has a stand-in, so that an MC service ID of one service may be used for another. */
    public static boolean isUsedIn(RealmModel realm) {
        return realm.getClientScopesStream().anyMatch(scope -> of(scope).isPresent());
    }
}
