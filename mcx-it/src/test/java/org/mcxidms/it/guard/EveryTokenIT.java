package org.mcxidms.it.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.EventRepresentation;

import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.AuthenticationChannel;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.it.interdomain.Primary;

/**
 * The guard where tokens are made: whatever the grant, the flow or the response type, nothing of MC comes out for an account that
 * is not valid. Every way is tried in {@link BareRealm}, where nothing but the guard refuses; the server says which ways there
 * are.
 */
@ExtendWith(McxExtension.class)
final class EveryTokenIT {

    private static final Set<String> MC_AUDIENCES =
            Set.of("mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms");
    /** Response types that bring no token by themselves: the code's exchange is a way of its own. */
    private static final Set<String> WITHOUT_TOKEN = Set.of("none", "code");
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{7,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}");

    private static Realm realm;
    private static Primary primary;
    private static AuthenticationChannel channel;
    private static Ways ways;
    private static TestUser bystander;
    private static Tokens ofBystander;

    @BeforeAll
    static void bareRealm(Mcx mcx) {
        primary = new Primary(mcx.server().nameOfTestHost());
        channel = new AuthenticationChannel();
        realm = BareRealm.create(mcx, primary);
        ways = new Ways(mcx, realm, primary, channel);
        bystander = realm.users().pttUser("bystander");
        ofBystander = realm.nativeClient().login(bystander, "openid", PTT);
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
        channel.close();
        primary.close();
    }

    @Test
    void everyWayOfTheServerIsTried(Mcx mcx) {
        JsonNode discovery = Http.send(HttpRequest.newBuilder(
                URI.create(realm.issuer() + "/.well-known/openid-configuration")).GET()).json();
        assertThat(texts(discovery.path("grant_types_supported"))).containsExactlyInAnyOrderElementsOf(Ways.GRANT_TYPES);
        assertThat(texts(discovery.path("response_types_supported"))).containsExactlyInAnyOrderElementsOf(Ways.RESPONSE_TYPES);
        assertThat(mcx.admin().serverInfo().getInfo().getProviders().get("oauth2-token-introspection").getProviders().keySet())
                .containsExactlyInAnyOrderElementsOf(Ways.INTROSPECTIONS);
        assertThat(mcx.admin().serverInfo().getInfo().getProviders().get("login-protocol").getProviders().keySet())
                .as("SECURITY.md says what the guard does not see of SAML").containsExactlyInAnyOrder("openid-connect", "saml");
    }

    /** Otherwise a way that is broken for another reason would look guarded. */
    @ParameterizedTest
    @MethodSource("ways")
    void wayIsOpenWhileTheAccountIsValid(String way) {
        TestUser user = user(way);

        String answer = ways.prepare(way, user).get();

        if (!WITHOUT_TOKEN.contains(way)) {
            assertThat(mcContentOf(answer)).as(answer).isNotEmpty();
        }
        assertThat(refusals(user)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("waysAndStates")
    void nothingOfMcComesOut(String way, AccountState state) {
        TestUser user = user(way);
        var attempt = ways.prepare(way, user);
        List<String> before = user.sessions();
        state.applyTo(user);

        String answer = attempt.get();

        assertThat(mcContentOf(answer)).as(answer).isEmpty();
        if (!WITHOUT_TOKEN.contains(way) && !way.equals("impersonation")) {
            assertThat(before).as("no session is kept of a request that is refused").containsAll(user.sessions());
        }
        assertRefusedOnce(way, user, state);
        assertThat(realm.resourceServer("mcptt-server").seesActive(ofBystander.accessToken())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nothingOfAServiceComesOutWhoseRoleIsWithdrawn(String way) {
        TestUser user = user(way);
        var attempt = ways.prepare(way, user);
        user.withdrawRole("mcptt-user");

        String answer = attempt.get();

        assertThat(mcContentOf(answer)).as(answer).isEmpty();
    }

    /**
     * Keycloak refuses a disabled user itself in many places; userinfo in a realm without the client policy leaves the IDs out.
     */
    private static void assertRefusedOnce(String way, TestUser user, AccountState state) {
        if (way.equals(Ways.USERINFO) || WITHOUT_TOKEN.contains(way)) {
            return;
        }
        List<EventRepresentation> refusals = state == AccountState.DISABLED ? refusals(user)
                : Polling.await(Duration.ofSeconds(5), "a refusal of " + way,
                        () -> Optional.of(refusals(user)).filter(found -> !found.isEmpty()));
        assertThat(refusals).hasSizeLessThanOrEqualTo(1).allSatisfy(event -> {
            assertThat(event.getType()).endsWith("_ERROR");
            assertThat(Events.detail(event, "mc_reason")).isEqualTo(state.reason());
            assertThat(Events.detail(event, "mc_attribute")).isEqualTo(state.attribute());
            assertThat(Events.detail(event, "mc_revoked")).isEqualTo("none");
        });
    }

    private static List<EventRepresentation> refusals(TestUser user) {
        return realm.admin().getEvents(null, null, user.id(), null, null, null, 0, 100).stream()
                .filter(event -> Events.detail(event, "mc_reason") != null).toList();
    }

    private static TestUser user(String way) {
        if (way.equals(Ways.CLIENT_CREDENTIALS)) {
            TestUser account = realm.users().pttServiceAccount("mcptt_client");
            account.reinstate();
            realm.admin().clearEvents();
            return account;
        }
        return realm.users().pttUser("way");
    }

    /** MC scopes, MC service IDs and MC audiences in the text and in the tokens in it; refresh tokens are for Keycloak alone. */
    private static List<String> mcContentOf(String answer) {
        List<String> found = new ArrayList<>();
        String rest = answer;
        for (Matcher jwt = JWT.matcher(answer); jwt.find();) {
            rest = rest.replace(jwt.group(), "");
            JsonNode claims = Json.claims(jwt.group());
            if (!Set.of("Refresh", "Offline").contains(claims.path("typ").asText())) {
                found.addAll(mcContentOf(claims.toString()));
            }
        }
        if (answer.startsWith("{")) {
            JsonNode audience = Json.parse(answer).path("aud");
            Stream.concat(texts(audience).stream(), Stream.of(audience.asText())).filter(MC_AUDIENCES::contains)
                    .forEach(found::add);
        }
        for (Matcher name = Pattern.compile("3gpp(:|%3A)mc[a-z:_]*|\"mc(ptt|video|data)_id\"").matcher(rest); name.find();) {
            found.add(name.group());
        }
        return found;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    static Stream<String> ways() {
        return Stream.of(Ways.GRANT_TYPES, Ways.RESPONSE_TYPES, Ways.OTHERS,
                Ways.INTROSPECTIONS.stream().map(Ways.INTROSPECTION::concat).toList(), List.of(Ways.USERINFO))
                .flatMap(List::stream).distinct();
    }

    static Stream<Arguments> waysAndStates() {
        return ways().flatMap(way -> Stream.of(AccountState.values()).map(state -> Arguments.of(way, state)));
    }
}
