package org.mcxidms.interdomain.partner;

import java.util.Set;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.McService;

/**
 * The local accounts of one primary's users. An account is named after the primary and the user's {@code sub} there; the
 * realm's unique user names make it one account however many requests come at once, and an account that has this name already
 * is never taken over.
 */
final class Visitors {

    private static final Logger LOG = Logger.getLogger(Visitors.class);
    private static final String REGISTER_METHOD = "mcx-visitor";
    /** The length of a user name in Keycloak's database. */
    private static final int MAX_NAME = 255;

    private final KeycloakSession session;
    private final String primary;
    private final Set<String> roles;

    /**
     * @param primary the identity provider's alias
     * @param roles   the realm roles of new visitors, and all the roles that they get
     */
    Visitors(KeycloakSession session, String primary, Set<String> roles) {
        this.session = session;
        this.primary = primary;
        this.roles = roles;
    }

    /** Whether an account is linked to the primary's user {@code subject}. */
    boolean exists(String subject) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), session.getContext(),
                reading -> reading.users().getUserByFederatedIdentity(reading.getContext().getRealm(), link(subject)) != null,
                "Look-up of a visitor");
    }

    /** Makes the account in a transaction of its own, so that of two requests at once one can see the other's. */
    void create(JsonWebToken assertion) throws IdentityBrokerException {
        String subject = assertion.getSubject();
        if (userName(subject).length() > MAX_NAME) {
            throw new IdentityBrokerException("The visitor's sub is too long for a user name");
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(),
                    writing -> create(writing, assertion));
        } catch (ModelException e) {
            if (!exists(subject)) {
                LOG.warnf(e, "No account could be made for a visitor of %s", primary);
                throw new IdentityBrokerException("No account could be made for the visitor");
            }
        }
    }

    private void create(KeycloakSession writing, JsonWebToken assertion) {
        RealmModel realm = writing.getContext().getRealm();
        String subject = assertion.getSubject();
        if (writing.users().getUserByUsername(realm, userName(subject)) != null) {
            throw new ModelException("The name is taken by an account that is not linked to the primary");
        }
        UserModel visitor = writing.users().addUser(realm, null, userName(subject), false, false);
        visitor.setEnabled(true);
        roles.stream().map(name -> role(realm, name)).forEach(visitor::grantRole);
        Stream.of(McService.values()).forEach(service -> {
            if (assertion.getOtherClaims().get(service.claim()) instanceof String serviceId) {
                visitor.setSingleAttribute(service.attribute(), serviceId);
            }
        });
        writing.users().addFederatedIdentity(realm, visitor, link(subject));
        new EventBuilder(realm, writing, writing.getContext().getConnection())
                .event(EventType.REGISTER).client(writing.getContext().getClient()).user(visitor)
                .detail(Details.REGISTER_METHOD, REGISTER_METHOD)
                .detail(Details.IDENTITY_PROVIDER, primary)
                .detail(Details.IDENTITY_PROVIDER_USER_ID, subject)
                .success();
        LOG.debugf("Visitor %s of %s got an account", visitor.getId(), primary);
    }

    private static RoleModel role(RealmModel realm, String name) {
        RoleModel role = realm.getRole(name);
        if (role == null) {
            throw new ModelException("The realm has no role " + name + ", which visitors are to get");
        }
        return role;
    }

    private FederatedIdentityModel link(String subject) {
        return new FederatedIdentityModel(primary, subject, subject);
    }

    private String userName(String subject) {
        return primary + "." + subject;
    }
}
