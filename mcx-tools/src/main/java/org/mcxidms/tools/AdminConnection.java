package org.mcxidms.tools;

import java.io.Console;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import picocli.CommandLine.Option;

/** The way to a realm's administration. Secrets come from the environment or a prompt: arguments are seen by everybody. */
final class AdminConnection {

    private static final String CLIENT_ID = "MCX_TOOLS_CLIENT_ID";
    private static final String CLIENT_SECRET = "MCX_TOOLS_CLIENT_SECRET";
    private static final String USER = "MCX_ADMIN_USER";
    private static final String PASSWORD = "MCX_ADMIN_PASSWORD";
    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 500;

    @Option(names = "--server", required = true, paramLabel = "URL", description = "Keycloak's address")
    private String server;

    @Option(names = "--realm", defaultValue = "mcx", description = "the realm to work on; default ${DEFAULT-VALUE}")
    private String realm;

    @Option(names = "--login-realm", paramLabel = "REALM",
            description = "the realm that knows the administrator; default --realm for a client, master for a user")
    private String loginRealm;

    /** Succeeds only when the server and the credentials are good. */
    RealmResource open() {
        Map<String, String> environment = System.getenv();
        KeycloakBuilder builder = KeycloakBuilder.builder().serverUrl(server.replaceAll("/+$", ""));
        String client = environment.get(CLIENT_ID);
        if (client != null) {
            builder.realm(loginRealm == null ? realm : loginRealm).grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                    .clientId(client).clientSecret(secret(CLIENT_SECRET, client));
        } else {
            String user = environment.getOrDefault(USER, "admin");
            builder.realm(loginRealm == null ? "master" : loginRealm).clientId("admin-cli")
                    .username(user).password(secret(PASSWORD, user));
        }
        Keycloak keycloak = builder.build();
        retry(() -> keycloak.tokenManager().getAccessTokenString());
        return keycloak.realm(realm);
    }

    private static String secret(String variable, String of) {
        String value = System.getenv(variable);
        if (value != null) {
            return value;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password or secret of %s: ", of);
        if (typed == null) {
            throw new IllegalArgumentException(variable + " is not set");
        }
        return new String(typed);
    }

    /**
     * As {@link #retry(Supplier)}, for a request that needs {@code role}.
     *
     * @throws IllegalArgumentException naming the role, where the server says that the account lacks it
     */
    static <T> T retry(AdminRole role, Supplier<T> request) {
        try {
            return retry(request);
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() != Response.Status.FORBIDDEN.getStatusCode()) {
                throw e;
            }
            throw new IllegalArgumentException("HTTP 403: the account lacks the role " + role.id() + " of realm-management");
        }
    }

    /** Repeats {@code request} while the server is away or answers 5xx; at most for about 15 s of pauses. */
    static <T> T retry(Supplier<T> request) {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1;; attempt++) {
            try {
                return request.get();
            } catch (WebApplicationException | ProcessingException e) {
                if (attempt == ATTEMPTS || isRefusal(e) || isRefusal(e.getCause())) {
                    throw e;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            pause *= 2;
        }
    }

    /** The server's own answer, which it would give again. */
    private static boolean isRefusal(Throwable e) {
        return e instanceof WebApplicationException answer && answer.getResponse().getStatus() < 500;
    }

    /** What went wrong, in a line, with the server's own words where it has some. */
    static String explain(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException refusal) {
                return explain(refusal.getResponse());
            }
        }
        if (e instanceof IllegalArgumentException) {
            return e.getMessage();
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return e instanceof ProcessingException ? "no connection to the server: " + root : root.getMessage();
    }

    private static String explain(Response response) {
        String text;
        try {
            text = response.hasEntity() ? response.readEntity(String.class).strip() : "";
        } catch (ProcessingException | IllegalStateException closed) {
            text = "";
        }
        // What is no JSON comes from a proxy or another server: a page, of no use in a line.
        boolean ofKeycloak = text.startsWith("{") && !text.contains("matching target resource");
        String meaning = switch (response.getStatus()) {
            case 401 -> ": the server does not accept the credentials";
            case 403 -> ": the account lacks a role of realm-management";
            case 404 -> ofKeycloak ? "" : ": --server is not Keycloak's address";
            default -> "";
        };
        return "HTTP " + response.getStatus() + meaning + (ofKeycloak ? ": " + text : "");
    }
}
