package org.mcxidms.authenticator.suspension.notice;

import java.net.URI;
import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.ResourceAdminManager;

/** An MC server's client and the address where it hears of sign-outs, as an administrator configured both. */
record Receiver(ClientModel client, URI url) {

    /** Empty for a client that is disabled or has no address that can be called without one of its sessions. */
    static Optional<Receiver> of(KeycloakSession session, ClientModel client) {
        if (!client.isEnabled()) {
            return Optional.empty();
        }
        return Optional.ofNullable(ResourceAdminManager.getBackchannelLogoutUrl(session, client)).flatMap(Receiver::url)
                .map(url -> new Receiver(client, url));
    }

    /** Keycloak's placeholder for a session's host, {@code ${…}}, is no URI. */
    private static Optional<URI> url(String text) {
        try {
            URI url = URI.create(text);
            return Optional.of(url).filter(it -> it.getHost() != null
                    && ("https".equalsIgnoreCase(it.getScheme()) || "http".equalsIgnoreCase(it.getScheme())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
