package org.mcxidms.testkit;

import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ComponentRepresentation;

/** A realm of the server: its administration, users, events and clients. A realm that a test made is closed by it. */
public final class Realm implements AutoCloseable {

    private static final String DEFAULT_REDIRECT_URI = "http://3gpp.mcptt/cb";

    private final String baseUrl;
    private final String name;
    private final Keycloak admin;

    Realm(String baseUrl, String name, Keycloak admin) {
        this.baseUrl = baseUrl;
        this.name = name;
        this.admin = admin;
    }

    public String name() {
        return name;
    }

    public String issuer() {
        return baseUrl + "/realms/" + name;
    }

    public RealmResource admin() {
        return admin.realm(name);
    }

    public Users users() {
        return new Users(admin());
    }

    public Events events() {
        return new Events(admin());
    }

    /** The policy of devices that register themselves, {@code authenticated} by an initial access token or {@code anonymous}. */
    public ComponentRepresentation registrationPolicy(String subType) {
        return admin().components().query().stream()
                .filter(each -> "mcx-device-registration".equals(each.getProviderId()) && subType.equals(each.getSubType()))
                .findFirst().orElseThrow();
    }

    /** {@code mcptt_client}, the native client, with its secret. */
    public McxClient nativeClient() {
        return client("mcptt_client",
                name.equals("mcx-partner") ? Settings.PARTNER_CLIENT_SECRET : Settings.MCPTT_CLIENT_SECRET);
    }

    /** A resource-server client, such as {@code mcptt-server}, which introspects. */
    public McxClient resourceServer(String clientId) {
        return client(clientId, Settings.SERVER_CLIENT_SECRET);
    }

    /** A client that {@link RealmFile#addClientLikeNative} added. */
    public McxClient clientLikeNative(String clientId) {
        return client(clientId, Settings.MCPTT_CLIENT_SECRET);
    }

    /** Any client; {@code secret} may be {@code null}. */
    public McxClient client(String clientId, String secret) {
        return new McxClient(baseUrl, name, clientId, secret, DEFAULT_REDIRECT_URI);
    }

    /** Removes the realm. */
    @Override
    public void close() {
        admin().remove();
    }
}
