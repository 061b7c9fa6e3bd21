package org.mcxidms.conformance;

import java.net.URI;

/** The server to check and what the checker may use there. What the builder is not told is {@code null}. */
final class Target {

    private final Builder given;

    private Target(Builder given) {
        this.given = given;
    }

    record ClientLogin(String id, String secret) {
    }

    /** @param client the client as it is registered with the partner */
    record Partner(String issuer, ClientLogin client) {
    }

    static Builder at(String issuer) {
        return new Builder(issuer);
    }

    String issuer() {
        return given.issuer;
    }

    /** The native client. */
    ClientLogin client() {
        return given.client;
    }

    URI redirectUri() {
        return given.redirectUri;
    }

    String username() {
        return given.username;
    }

    String password() {
        return given.password;
    }

    /** A second client of the same server, for mix-ups. */
    ClientLogin other() {
        return given.other;
    }

    /** A client that introspects. */
    ClientLogin resourceServer() {
        return given.resourceServer;
    }

    Partner partner() {
        return given.partner;
    }

    /** A shell command that makes the account invalid. */
    String suspendCommand() {
        return given.suspendCommand;
    }

    /** A shell command that makes the account valid again. */
    String reinstateCommand() {
        return given.reinstateCommand;
    }

    Profile profile() {
        return given.profile;
    }

    /** Whether the user logs in by hand. */
    boolean browser() {
        return given.browser;
    }

    /** For how many seconds a check may wait for a token's end. */
    int waitForExpiry() {
        return given.waitForExpiry;
    }

    /** Each builder is good for one target. */
    static final class Builder {

        private final String issuer;
        private ClientLogin client;
        private URI redirectUri;
        private String username;
        private String password;
        private ClientLogin other;
        private ClientLogin resourceServer;
        private Partner partner;
        private String suspendCommand;
        private String reinstateCommand;
        private Profile profile = Profile.strict;
        private boolean browser;
        private int waitForExpiry;

        private Builder(String issuer) {
            this.issuer = issuer;
        }

        Builder client(ClientLogin login) {
            client = login;
            return this;
        }

        Builder redirectUri(URI uri) {
            redirectUri = uri;
            return this;
        }

        Builder user(String name, String secret) {
            username = name;
            password = secret;
            return this;
        }

        Builder other(ClientLogin login) {
            other = login;
            return this;
        }

        Builder resourceServer(ClientLogin login) {
            resourceServer = login;
            return this;
        }

        Builder partner(Partner domain) {
            partner = domain;
            return this;
        }

        Builder hooks(String suspend, String reinstate) {
            suspendCommand = suspend;
            reinstateCommand = reinstate;
            return this;
        }

        Builder profile(Profile wanted) {
            profile = wanted;
            return this;
        }

        Builder byHand(boolean inBrowser) {
            browser = inBrowser;
            return this;
        }

        Builder waitForExpiry(int seconds) {
            waitForExpiry = seconds;
            return this;
        }

        Target build() {
            return new Target(this);
        }
    }
}
