package org.mcxidms.it.harness;

final class ContainerServer {

    private ContainerServer() {
    }

    static String image() {
        return "quay.io/keycloak/keycloak:" + Settings.keycloakVersion();
    }

    static McxServer start() {
        throw new UnsupportedOperationException();
    }
}
