package org.mcxidms.it.guard;

import static org.mcxidms.testkit.Scopes.PTT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.it.interdomain.Primary;

/**
 * The shipped realm without anything that checks an account early: Keycloak's own flows, no client policy, no listener. And its
 * native client may do whatever Keycloak knows. What still refuses is the guard where tokens are made.
 */
final class BareRealm {

    /** A client that an administrator made in the console: an MC scope, and nothing else of the shipped realm. */
    static final String CONSOLE_CLIENT = "made-in-the-console";
    /** A resource server of UMA 2.0 whose tokens have MC scopes by default. */
    static final String UMA_SERVER = "uma-server";
    /** The alias of the identity provider that stands for another domain. */
    static final String PRIMARY = "stock-primary";

    private static final String RESET_FLOW = "reset without a mail";

    private BareRealm() {
    }

    static Realm create(Mcx mcx, Primary primary) {
        return mcx.realmLike("bare", file -> strip(file, primary));
    }

    private static void strip(RealmFile file, Primary primary) {
        file.noticeAtGrantsOnly();
        file.acceptAnyMcAttributeValue();
        file.json().remove("clientPolicies");
        file.json().remove("clientProfiles");
        file.set("browserFlow", "browser").set("directGrantFlow", "direct grant").set("registrationFlow", "registration")
                .set("firstBrokerLoginFlow", "first broker login").set("resetCredentialsFlow", RESET_FLOW)
                .set("resetPasswordAllowed", true);
        resetFlow((ArrayNode) file.json().get("authenticationFlows"));

        ObjectNode client = file.client("mcptt_client");
        openEverything(client, primary);
        ObjectNode console = file.addClientLikeNative(CONSOLE_CLIENT);
        console.putArray("defaultClientScopes");
        console.putArray("optionalClientScopes").add(PTT);
        ObjectNode uma = file.addClientLikeNative(UMA_SERVER);
        uma.putArray("defaultClientScopes").add("basic").add("mcx").add(PTT);
        uma.putArray("optionalClientScopes");
        uma.put("authorizationServicesEnabled", true);
        uma.set("authorizationSettings", Json.parse("""
                {"policyEnforcementMode": "PERMISSIVE", "allowRemoteResourceManagement": true,
                 "resources": [{"name": "radio"}], "policies": [], "scopes": []}"""));

        file.json().withArray("identityProviders").addObject()
                .put("alias", PRIMARY).put("providerId", "jwt-authorization-grant").put("enabled", true)
                .putObject("config").put("issuer", Primary.ISSUER).put("useJwksUrl", "true").put("jwksUrl", primary.jwksUrl());
    }

    private static void openEverything(ObjectNode client, Primary primary) {
        for (String flow : new String[] {"directAccessGrantsEnabled", "implicitFlowEnabled", "serviceAccountsEnabled"}) {
            client.put(flow, true);
        }
        ObjectNode attributes = (ObjectNode) client.get("attributes");
        attributes.remove("pkce.code.challenge.method");
        attributes.put("oauth2.device.authorization.grant.enabled", "true")
                .put("oauth2.device.polling.interval", "1")
                .put("oidc.ciba.grant.enabled", "true")
                .put("standard.token.exchange.enabled", "true")
                .put("oauth2.jwt.authorization.grant.enabled", "true")
                .put("oauth2.jwt.authorization.grant.idp", PRIMARY);
    }

    private static void resetFlow(ArrayNode flows) {
        ObjectNode flow = flows.addObject().put("alias", RESET_FLOW).put("providerId", "basic-flow")
                .put("topLevel", true).put("builtIn", false);
        ArrayNode executions = flow.putArray("authenticationExecutions");
        executions.addObject().put("authenticator", "reset-credentials-choose-user").put("requirement", "REQUIRED")
                .put("priority", 10);
        executions.addObject().put("authenticator", "reset-password").put("requirement", "REQUIRED").put("priority", 20);
    }
}
