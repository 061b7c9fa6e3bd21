package org.mcxidms.it.interdomain;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** The shipped realm as a partner domain that trusts {@link Primary} under the alias {@code home}. */
public final class PartnerRealm {

    static final String ALIAS = "home";

    private PartnerRealm() {
    }

    public static Realm create(Mcx mcx, Primary primary) {
        return mcx.realmLike("partner", file -> trust(file, primary));
    }

    static void trust(RealmFile file, Primary primary) {
        ((ObjectNode) file.client("mcptt_client").get("attributes"))
                .put("oauth2.jwt.authorization.grant.enabled", "true").put("oauth2.jwt.authorization.grant.idp", ALIAS);
        file.json().withArray("identityProviders").addObject()
                .put("alias", ALIAS).put("providerId", "mcx-primary-idms").put("enabled", true)
                .putObject("config").put("issuer", Primary.ISSUER).put("useJwksUrl", "true").put("jwksUrl", primary.jwksUrl())
                .put("jwtAuthorizationGrantAssertionSignatureAlg", "RS256").put("jwtAuthorizationGrantAllowedClockSkew", "10");
    }

    /** Changes one of the identity provider's settings, as the console does. */
    static void set(Realm realm, String key, String value) {
        IdentityProviderRepresentation home = realm.admin().identityProviders().get(ALIAS).toRepresentation();
        home.getConfig().put(key, value);
        realm.admin().identityProviders().get(ALIAS).update(home);
    }

    /** An MCPTT user who is linked to the primary's user {@code subject}. */
    public static TestUser visitor(Realm realm, String subject) {
        TestUser visitor = realm.users().pttUser("visitor");
        visitor.linkTo(ALIAS, subject, subject);
        return visitor;
    }

    /** The user names of those whom the primary's user {@code subject} is linked to. */
    static List<String> linkedTo(Realm realm, String subject) {
        return realm.admin().users().list(0, 500).stream()
                .filter(user -> realm.admin().users().get(user.getId()).getFederatedIdentity().stream()
                        .anyMatch(link -> link.getUserId().equals(subject)))
                .map(user -> user.getUsername()).toList();
    }
}
