package org.mcxidms.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.nimbusds.oauth2.sdk.util.JSONArrayUtils;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A ready-made hook command for Keycloak: suspends or reinstates an account by the admin API. */
@Command(name = "keycloak-account", mixinStandardHelpOptions = true,
        description = "Suspends or reinstates an account of a Keycloak, for --suspend-command and --reinstate-command.")
final class KeycloakAccount implements Callable<Integer> {

    private static final String STATUS = "mc_account_status";

    private static final class Action {
        @Option(names = "--suspend", required = true)
        private boolean suspend;
        @Option(names = "--reinstate", required = true)
        private boolean reinstate;
    }

    @ArgGroup(multiplicity = "1")
    private Action action;
    @Option(names = "--issuer", required = true, description = "of the account's realm, such as http://host/realms/mcx")
    private String issuer;
    @Option(names = "--username", required = true)
    private String username;
    @Option(names = "--disable",
            description = "switch the user off instead of setting " + STATUS + ", for a Keycloak without the bundle")
    private boolean disable;
    @Option(names = "--admin", defaultValue = "admin", description = "administrator, of realm master")
    private String admin;
    @Option(names = "--admin-password", arity = "0..1", interactive = true, defaultValue = "${env:MCX_ADMIN_PASSWORD}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER, description = "environment MCX_ADMIN_PASSWORD")
    private String adminPassword;

    @Mixin
    private Trust trust;
    private HttpClient client;

    @Override
    public Integer call() throws Exception {
        trust.apply();
        if (!Http.isAnswered(URI.create(issuer))) {
            System.err.println("mcx-conformance: no server answers at " + issuer);
            return RunCommand.NO_SERVER;
        }
        client = HttpClient.newHttpClient();
        String server = issuer.substring(0, issuer.indexOf("/realms/"));
        String users = server + "/admin" + issuer.substring(server.length()) + "/users";
        String token = (String) JSONObjectUtils.parse(send(HttpRequest.newBuilder(
                URI.create(server + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Http.form(Map.of("grant_type", "password", "client_id", "admin-cli",
                        "username", admin, "password", String.valueOf(adminPassword)).entrySet())))))
                .get("access_token");
        List<Object> found = JSONArrayUtils.parse(send(authorized(users + "?exact=true&username=" + Http.encode(username), token)
                .GET()));
        if (found.size() != 1) {
            throw new IllegalStateException("no user " + username);
        }
        String url = users + "/" + ((Map<?, ?>) found.get(0)).get("id");
        Map<String, Object> user = JSONObjectUtils.parse(send(authorized(url, token).GET()));
        if (disable) {
            user.put("enabled", action.reinstate);
        } else {
            @SuppressWarnings("unchecked")
            Map<String, Object> attributes = (Map<String, Object>) user.computeIfAbsent("attributes",
                    key -> new java.util.HashMap<String, Object>());
            attributes.put(STATUS, List.of(action.suspend ? "suspended" : "active"));
        }
        send(authorized(url, token).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(user))));
        return 0;
    }

    private static HttpRequest.Builder authorized(String url, String token) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException("Keycloak answers HTTP " + response.statusCode());
        }
        return response.body();
    }
}
