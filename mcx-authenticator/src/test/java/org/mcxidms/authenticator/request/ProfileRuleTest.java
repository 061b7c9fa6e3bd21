package org.mcxidms.authenticator.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileRuleTest {

    private static final Set<String> KNOWN_ACR = Set.of("3gpp:acr:password");

    @ParameterizedTest
    @MethodSource
    void requestThatLacksOneThingBreaksThatRuleAlone(ProfileRule rule, ProfileRequest request) {
        assertThat(broken(request, rule.stage())).containsExactly(rule);
    }

    static Stream<Arguments> requestThatLacksOneThingBreaksThatRuleAlone() {
        return Stream.of(
                Arguments.of(ProfileRule.RESPONSE_TYPE, auth("token", "openid", "r", "s", "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.RESPONSE_TYPE,
                        auth("code id_token", "openid", "r", "s", "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.OPENID_SCOPE,
                        auth("code", "3gpp:mc:ptt_service", "r", "s", "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.REDIRECT_URI, auth("code", "openid", null, "s", "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.STATE, auth("code", "openid", "r", null, "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.STATE, auth("code", "openid", "r", " ", "3gpp:acr:password", "c", "S256")),
                Arguments.of(ProfileRule.ACR_VALUES, auth("code", "openid", "r", "s", "", "c", "S256")),
                Arguments.of(ProfileRule.ACR_VALUES, auth("code", "openid", "r", "s", "3gpp:acr:biometric", "c", "S256")),
                Arguments.of(ProfileRule.PKCE_S256, auth("code", "openid", "r", "s", "3gpp:acr:password", null, "S256")),
                Arguments.of(ProfileRule.PKCE_S256, auth("code", "openid", "r", "s", "3gpp:acr:password", "c", null)),
                Arguments.of(ProfileRule.PKCE_S256, auth("code", "openid", "r", "s", "3gpp:acr:password", "c", "plain")),
                Arguments.of(ProfileRule.TOKEN_CLIENT_ID, ProfileRequest.token(null, "r", false)),
                Arguments.of(ProfileRule.TOKEN_CLIENT_ID_BASIC, ProfileRequest.token(null, "r", true)),
                Arguments.of(ProfileRule.TOKEN_REDIRECT_URI, ProfileRequest.token("c", null, true)));
    }

    @Test
    void completeRequestsBreakNoRule() {
        assertThat(broken(auth("code", "openid 3gpp:mc:ptt_service", "r", "s", "urn:x 3gpp:acr:password", "c", "S256"),
                ProfileRule.Stage.AUTHORIZATION)).isEmpty();
        assertThat(broken(ProfileRequest.token("c", "r", true), ProfileRule.Stage.TOKEN)).isEmpty();
        assertThat(broken(ProfileRequest.token("c", "r", false), ProfileRule.Stage.TOKEN)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onlyClientIdBesideBasicIsLoggedByDefault(ProfileRule rule) {
        assertThat(rule.defaultMode()).isEqualTo(
                rule == ProfileRule.TOKEN_CLIENT_ID_BASIC ? ProfileRule.Mode.LOG : ProfileRule.Mode.ENFORCE);
        assertThat(new RequestProfileExecutor.Configuration().mode(rule)).isEqualTo(rule.defaultMode());
    }

    @ParameterizedTest
    @EnumSource
    void unknownModeIsRefusedByTheConsoleAndEnforcedAtRunTime(ProfileRule rule) {
        RequestProfileExecutor.Configuration configuration = new RequestProfileExecutor.Configuration();
        configuration.setConfigAsMap(rule.key(), "loud");
        assertThat(configuration.validateConfig()).isFalse();
        assertThat(configuration.mode(rule)).isEqualTo(ProfileRule.Mode.ENFORCE);
    }

    @Test
    void unknownScopesAreDroppedByDefaultAndRefusedWhereTheModeIsNonsense() {
        RequestProfileExecutor.Configuration configuration = new RequestProfileExecutor.Configuration();
        assertThat(configuration.unknownScopes()).isEqualTo(UnknownScopes.Mode.DROP);
        configuration.setConfigAsMap("unknown-scopes", "");
        assertThat(configuration.unknownScopes()).isEqualTo(UnknownScopes.Mode.DROP);
        for (Object nonsense : List.of("enforce", "DROP", List.of("drop"))) {
            configuration.setConfigAsMap("unknown-scopes", nonsense);
            assertThat(configuration.validateConfig()).isFalse();
            assertThat(configuration.unknownScopes()).isEqualTo(UnknownScopes.Mode.REFUSE);
        }
    }

    @Test
    void unknownScopesAreFoundInTheirOrder() {
        UnknownScopes unknown = UnknownScopes.in("openid x  a x", Set.of("openid", "a")::contains);
        assertThat(unknown).isEqualTo(new UnknownScopes("openid a", List.of("x")));
        assertThat(UnknownScopes.in(null, name -> false).isEmpty()).isTrue();
        assertThat(UnknownScopes.in("x", name -> false).isEverything()).isTrue();
        assertThat(UnknownScopes.in("x".repeat(300), name -> false).detail()).hasSize(255);
    }

    /** Each answer takes Keycloak a look through all scopes of the client: a login page asks once. */
    @Test
    void scopesThatAreAllKnownAreAskedAboutAtOnce() {
        List<String> asked = new ArrayList<>();
        assertThat(UnknownScopes.in("openid a b a", asked::add)).isEqualTo(new UnknownScopes("openid a b", List.of()));
        assertThat(asked).containsExactly("openid a b");
    }

    @Test
    void moreScopesThanAnyClientNeedsAreNotLookedUp() {
        String names = IntStream.rangeClosed(1, 200).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        assertThat(UnknownScopes.in(names, name -> true).isEmpty()).isTrue();
        assertThat(UnknownScopes.in(names + " x", name -> {
            throw new AssertionError(name);
        }).isEverything()).isTrue();
    }

    @Test
    void roleThatIsNoTextIsRefusedByTheConsoleAndTheProfileEveryClientsAtRunTime() {
        RequestProfileExecutor.Configuration configuration = new RequestProfileExecutor.Configuration();
        configuration.setConfigAsMap("client-role", List.of("mcx-native-client"));
        assertThat(configuration.validateConfig()).isFalse();
        assertThat(configuration.selects(null)).isTrue();
    }

    private static ProfileRequest auth(String responseType, String scope, String redirectUri, String state, String acr,
            String challenge, String method) {
        return ProfileRequest.authorization(responseType, List.of(scope.split(" ")), redirectUri, state,
                List.of(acr.split(" ")), KNOWN_ACR, challenge, method);
    }

    private static List<ProfileRule> broken(ProfileRequest request, ProfileRule.Stage stage) {
        return Arrays.stream(ProfileRule.values()).filter(rule -> rule.stage() == stage && !rule.isKeptBy(request)).toList();
    }
}
