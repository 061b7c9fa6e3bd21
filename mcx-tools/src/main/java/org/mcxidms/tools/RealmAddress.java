package org.mcxidms.tools;

import java.net.URI;

import picocli.CommandLine.Option;

/** Where a realm is. */
final class RealmAddress {

    @Option(names = "--server", required = true, paramLabel = "URL",
            description = "Keycloak's address, such as https://idms.example.org; "
                    + "by ./mcx the server of ./mcx run where it is left out")
    private String server;

    @Option(names = "--realm", defaultValue = "mcx", description = "the realm to work on; default ${DEFAULT-VALUE}")
    private String realm;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "shows this help")
    private boolean help;

    /** The realm's name, as options say. */
    String realm() {
        return realm;
    }

    /**
     * The server's address without a slash at its end.
     *
     * @throws IllegalArgumentException that says what is wrong, where it is no address of a Keycloak
     */
    String server() {
        if (!server.matches("(?i)https?://.*")) {
            throw new IllegalArgumentException("--server " + server + " does not begin with http:// or https://; is it https://"
                    + server.replaceFirst("^[a-zA-Z]*:?//", "") + " ?");
        }
        URI uri;
        try {
            uri = URI.create(server.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--server " + server + " is not an address such as https://idms.example.org", e);
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "--server " + server + " names no host; it is, for example, https://idms.example.org");
        }
        String path = String.valueOf(uri.getPath());
        if (path.contains("/realms/") || path.matches("(.*/)?admin(/.*)?")) {
            throw new IllegalArgumentException("--server is Keycloak's address alone, without "
                    + path.substring(path.contains("/realms/") ? path.indexOf("/realms/") : path.indexOf("/admin"))
                    + "; --realm names the realm");
        }
        return server.strip().replaceAll("/+$", "");
    }
}
