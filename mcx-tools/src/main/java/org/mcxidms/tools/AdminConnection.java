package org.mcxidms.tools;

import java.io.Console;
import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The way to a realm's administration. Secrets come from the environment or a prompt: arguments are seen by everybody. */
final class AdminConnection {

    private static final String CLIENT_ID = "MCX_TOOLS_CLIENT_ID";
    private static final String CLIENT_SECRET = "MCX_TOOLS_CLIENT_SECRET";
    private static final String USER = "MCX_ADMIN_USER";
    private static final String PASSWORD = "MCX_ADMIN_PASSWORD";
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long ALL_PAUSES_MILLIS = 15_500;

    @Mixin
    private RealmAddress address;

    @Option(names = "--login-realm", paramLabel = "REALM",
            description = "the realm that knows the administrator; default --realm for a client, master for a user")
    private String loginRealm;

    /**
     * Succeeds only when the server, the credentials and the realm are good.
     *
     * @throws IllegalArgumentException that names what is wrong, where one of them is not
     */
    RealmResource open() {
        KeycloakBuilder builder = KeycloakBuilder.builder().serverUrl(address());
        String client = System.getenv(CLIENT_ID);
        String user = System.getenv().getOrDefault(USER, "admin");
        String account = client == null ? "user " + user : "client " + client;
        String home = loginRealm != null ? loginRealm : client == null ? "master" : realm();
        builder.realm(home);
        if (client != null) {
            builder.grantType(OAuth2Constants.CLIENT_CREDENTIALS).clientId(client).clientSecret(secret(CLIENT_SECRET, client));
        } else {
            builder.clientId("admin-cli").username(user).password(secret(PASSWORD, user));
        }
        Keycloak keycloak = builder.build();
        try {
            // Whoever mistypes an address does not wait a quarter of a minute to hear so.
            retry(keycloak.tokenManager()::getAccessTokenString, ServerAnswer::isAway);
        } catch (WebApplicationException | ProcessingException e) {
            throw new IllegalArgumentException(
                    whyNotIn(e, account, home, client == null ? USER + ", " + PASSWORD : CLIENT_ID + ", " + CLIENT_SECRET), e);
        }
        RealmResource opened = keycloak.realm(realm());
        try {
            retry(opened::toRepresentation);
        } catch (ForbiddenException e) {
            // The realm is there; the command itself names the role that it needs.
            return opened;
        } catch (NotFoundException e) {
            throw new IllegalArgumentException("the server has no realm " + realm() + "; --realm names another", e);
        }
        return opened;
    }

    /** The realm's name, as options say. */
    String realm() {
        return address.realm();
    }

    /** The server's address without a slash at its end. */
    String address() {
        return address.server();
    }

    private String whyNotIn(RuntimeException e, String account, String home, String variables) {
        WebApplicationException refusal = e instanceof WebApplicationException own ? own
                : e.getCause() instanceof WebApplicationException inner ? inner : null;
        String words = ServerAnswer.explain(e);
        if (refusal == null) {
            return words + ": " + address();
        }
        return switch (refusal.getResponse().getStatus()) {
            case 400, 401 -> "the server does not let the " + account + " of the realm " + home + " in: " + words
                    + ". Look at " + variables + " and --login-realm";
            case 404 -> words.contains("Realm") ? "the server has no realm " + home + ", where the " + account
                    + " is to log in; --login-realm names another" : words + ": " + address();
            default -> words;
        };
    }

    private static String secret(String variable, String of) {
        String value = System.getenv(variable);
        if (value != null) {
            return value;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password or secret of %s: ", of);
        if (typed == null) {
            throw new IllegalArgumentException(variable + " is not set, and there is no terminal to ask at");
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

    /**
     * Repeats {@code request} while the server is away or answers 5xx; at most for about 15 s of pauses. They grow, but not after a
     * 503: the more often a command asks a server that has too much to do, the sooner it is among those that are let in.
     */
    static <T> T retry(Supplier<T> request) {
        return retry(request, e -> false);
    }

    private static <T> T retry(Supplier<T> request, Predicate<Throwable> hopeless) {
        long next = FIRST_PAUSE_MILLIS;
        for (long paused = 0;;) {
            long pause;
            try {
                return request.get();
            } catch (WebApplicationException | ProcessingException e) {
                if (paused >= ALL_PAUSES_MILLIS || isRefusal(e) || isRefusal(e.getCause()) || hopeless.test(e)) {
                    throw e;
                }
                if (isTurnedAway(e) || isTurnedAway(e.getCause())) {
                    pause = FIRST_PAUSE_MILLIS;
                } else {
                    pause = next;
                    next *= 2;
                }
            }
            sleep(pause);
            paused += pause;
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean isTurnedAway(Throwable e) {
        return e instanceof WebApplicationException answer
                && answer.getResponse().getStatus() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
    }

    /** The server's own answer, which it would give again. */
    private static boolean isRefusal(Throwable e) {
        return e instanceof WebApplicationException answer && answer.getResponse().getStatus() < 500;
    }
}
