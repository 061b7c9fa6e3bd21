package org.mcxidms.it.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthenticationChannel;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.it.interdomain.Primary;

/** Every way to get something of MC out of {@link BareRealm}, by name: grant types and response types have the server's names. */
final class Ways {

    static final String CLIENT_CREDENTIALS = "client_credentials";
    static final List<String> GRANT_TYPES = List.of("authorization_code", CLIENT_CREDENTIALS, "implicit", "password",
            "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:uma-ticket",
            "urn:openid:params:grant-type:ciba");
    static final List<String> RESPONSE_TYPES = List.of(
            "code", "none", "id_token", "token", "id_token token", "code id_token", "code token", "code id_token token");
    /** What the server's discovery document does not list. */
    static final List<String> OTHERS = List.of("reset credentials", "required action", "impersonation",
            "client made in the console", "evaluated by an administrator");
    /** The introspection providers of the server, by what a request calls them. */
    static final List<String> INTROSPECTIONS = List.of("access_token", "refresh_token", "requesting_party_token");
    /** Before the name of each: one of them has a grant type's name. */
    static final String INTROSPECTION = "introspection as ";
    static final String USERINFO = "userinfo";

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;
    private final Primary primary;
    private final AuthenticationChannel channel;

    Ways(Mcx mcx, Realm realm, Primary primary, AuthenticationChannel channel) {
        this.mcx = mcx;
        this.realm = realm;
        this.client = realm.nativeClient();
        this.primary = primary;
        this.channel = channel;
    }

    /** Does what it can while the account is valid, and gives the attempt itself: all text that then comes back. */
    Supplier<String> prepare(String way, TestUser user) {
        if (RESPONSE_TYPES.contains(way)) {
            return () -> sentTo(authorize(client.newBrowser(), user, way));
        }
        if (way.startsWith(INTROSPECTION)) {
            return introspection(way.substring(INTROSPECTION.length()), user);
        }
        return switch (way) {
            case "authorization_code" -> codeExchange(user);
            case CLIENT_CREDENTIALS -> sending(client.clientCredentials().with("scope", "openid " + PTT));
            case "implicit" -> () -> sentTo(authorize(client.newBrowser(), user, "token"));
            case "password" -> sending(client.passwordGrant(user, "openid", PTT));
            case "refresh_token" -> sending(client.refresh(client.login(user, "openid", PTT).refreshToken()));
            case "urn:ietf:params:oauth:grant-type:device_code" -> sending(client.deviceGrant(approvedDeviceCode(user)));
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> jwtBearer(user);
            case "urn:ietf:params:oauth:grant-type:token-exchange" ->
                sending(client.tokenExchange(client.login(user, "openid", PTT).accessToken())
                        .with("audience", "mcptt-server").with("scope", "openid " + PTT));
            case "urn:ietf:params:oauth:grant-type:uma-ticket" -> umaTicket(user);
            case "urn:openid:params:grant-type:ciba" -> ciba(user);
            case "reset credentials" -> () -> sentTo(resetCredentials(user));
            case "required action" -> requiredAction(user);
            case "impersonation" -> () -> sentTo(impersonation(user));
            case "client made in the console" ->
                sending(realm.clientLikeNative(BareRealm.CONSOLE_CLIENT).passwordGrant(user, PTT));
            case "evaluated by an administrator" -> () -> example(user).body();
            case USERINFO -> {
                String token = client.login(user, "openid", PTT).accessToken();
                yield () -> client.userInfo(token).body();
            }
            default -> throw new IllegalArgumentException(way);
        };
    }

    /** What the client receives; a page of the server has the request in its address, and the client receives nothing. */
    private static String sentTo(Landing landing) {
        return landing.isAt("http://3gpp.mcptt/cb") ? landing.url() : "";
    }

    private static Supplier<String> sending(FormRequest request) {
        return () -> request.send().body();
    }

    private Supplier<String> codeExchange(TestUser user) {
        AuthorizationRequest request = client.authorization("openid", PTT);
        return sending(client.exchange(request, client.authorize(request, user).code()));
    }

    private Supplier<String> introspection(String kind, TestUser user) {
        Tokens tokens = client.login(user, "openid", PTT);
        boolean ofRefreshToken = kind.equals("refresh_token");
        McxClient asking = ofRefreshToken ? client : realm.resourceServer("mcptt-server");
        return sending(asking.introspect(ofRefreshToken ? tokens.refreshToken() : tokens.accessToken())
                .with("token_type_hint", kind));
    }

    private String approvedDeviceCode(TestUser user) {
        Answer answer = client.deviceAuthorization("openid", PTT).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        Browser browser = client.newBrowser();
        Landing page = browser.login(
                browser.open(answer.json().path("verification_uri_complete").asText()), user.username(), user.password());
        Landing done = browser.submit(page.formAction("accept"), Map.of("accept", "Yes", "code", page.hiddenInput("code")));
        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        return answer.json().path("device_code").asText();
    }

    private Supplier<String> jwtBearer(TestUser user) {
        user.linkTo(BareRealm.PRIMARY, user.id(), user.username());
        return sending(client.jwtBearer(primary.sign(Primary.claims(user.id(), realm.issuer())), "openid", PTT));
    }

    private Supplier<String> umaTicket(TestUser user) {
        String accessToken = client.login(user, "openid").accessToken();
        return sending(client.grant("urn:ietf:params:oauth:grant-type:uma-ticket").bearer(accessToken)
                .with("audience", BareRealm.UMA_SERVER).with("permission", "radio"));
    }

    private Supplier<String> ciba(TestUser user) {
        Answer answer = client.authenticated(client.endpoint("ext/ciba/auth")).with("client_id", client.clientId())
                .with("scope", "openid " + PTT).with("login_hint", user.username()).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        channel.approve(client);
        return sending(client.grant("urn:openid:params:grant-type:ciba").with("client_id", client.clientId())
                .with("auth_req_id", answer.json().path("auth_req_id").asText()));
    }

    private Landing resetCredentials(TestUser user) {
        Browser browser = client.newBrowser();
        Landing form = browser.open(implicit("token").url());
        Matcher link = Pattern.compile("href=\"([^\"]*reset-credentials[^\"]*)\"").matcher(form.body());
        assertThat(link.find()).as("a link to reset the password").isTrue();
        Landing whose = browser.open(URI.create(form.url()).resolve(link.group(1).replace("&amp;", "&")).toString());
        Landing page = browser.submit(whose.formAction("username"), Map.of("username", user.username()));
        return newPassword(browser, page);
    }

    private Supplier<String> requiredAction(TestUser user) {
        UserRepresentation representation = user.resource().toRepresentation();
        representation.setRequiredActions(List.of("UPDATE_PASSWORD"));
        user.resource().update(representation);
        return () -> {
            Browser browser = client.newBrowser();
            return sentTo(newPassword(browser, authorize(browser, user, "token")));
        };
    }

    /** Sets a new password where {@code page} asks for one; elsewhere the way has ended already. */
    private static Landing newPassword(Browser browser, Landing page) {
        if (!page.body().contains("name=\"password-new\"")) {
            return page;
        }
        String password = "Pw-" + UUID.randomUUID();
        return browser.submit(page.formAction("password-new"),
                Map.of("password-new", password, "password-confirm", password));
    }

    private Landing impersonation(TestUser user) {
        Browser browser = client.newBrowser();
        browser.post(mcx.baseUrl() + "/admin/realms/" + realm.name() + "/users/" + user.id() + "/impersonation",
                mcx.admin().tokenManager().getAccessTokenString());
        return browser.open(implicit("token").without("acr_values").url());
    }

    private Answer example(TestUser user) {
        String uuid = realm.admin().clients().findByClientId(client.clientId()).get(0).getId();
        return Http.send(HttpRequest.newBuilder(URI.create(mcx.baseUrl() + "/admin/realms/" + realm.name() + "/clients/" + uuid
                + "/evaluate-scopes/generate-example-access-token?scope=" + Http.encode("openid " + PTT) + "&userId="
                + user.id()))
                .header("Authorization", "Bearer " + mcx.admin().tokenManager().getAccessTokenString()).GET());
    }

    private Landing authorize(Browser browser, TestUser user, String responseType) {
        return client.authorize(browser, implicit(responseType), user);
    }

    private AuthorizationRequest implicit(String responseType) {
        return client.authorization("openid", PTT).without("code_challenge").without("code_challenge_method")
                .with("response_type", responseType).with("nonce", UUID.randomUUID().toString());
    }
}
