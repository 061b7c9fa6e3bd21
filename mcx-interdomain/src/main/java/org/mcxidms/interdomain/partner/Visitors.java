package org.mcxidms.interdomain.partner;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.account.McAttributeWriter;

/**
 * The local accounts of one primary's users. One request at a time makes the account of one user, on all nodes; the others wait
 * for it. An account is found by its link to the primary, never by its name, so that an account that has the name already is
 * never taken over.
 */
final class Visitors {

    private static final Logger LOG = Logger.getLogger(Visitors.class);
    private static final String REGISTER_METHOD = "mcx-visitor";
    private static final String CLAIM = "mcx-visitor:";
    /** Seconds after which the claim of a node that crashed is over. */
    private static final long CLAIM_LIFESPAN = 60;
    private static final int WAITS = 100;
    private static final long WAIT_MILLIS = 50;

    private final KeycloakSession session;
    private final String primary;
    private final Set<String> roles;
    private final List<VisitorId> ids;
    private final Collection<String> domains;

    /**
     * @param primary the identity provider's alias
     * @param config  what new visitors get
     */
    Visitors(KeycloakSession session, String primary, PrimaryIdmsIdentityProviderConfig config) {
        this.session = session;
        this.primary = primary;
        this.roles = config.visitorRoles();
        this.ids = config.visitorIds();
        this.domains = config.visitorIdDomains();
    }

    /** Whether an account is linked to the primary's user {@code subject}. */
    boolean exists(String subject) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), session.getContext(),
                reading -> reading.users().getUserByFederatedIdentity(reading.getContext().getRealm(), link(subject)) != null,
                "Look-up of a visitor");
    }

    /**
     * Makes the account in a transaction of its own, unless another request makes it meanwhile.
     *
     * @throws RefusedException where there is none afterwards
     */
    void create(JsonWebToken assertion) throws RefusedException {
        String subject = assertion.getSubject();
        SingleUseObjectProvider claims = session.singleUseObjects();
        String claim = CLAIM + VisitorName.hash(primary, subject) + ":" + session.getContext().getRealm().getId();
        await(claims, claim);
        try {
            if (!exists(subject)) {
                KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(),
                        writing -> create(writing, assertion));
            }
        } catch (VisitorId.RefusedException | McAttributeWriter.RefusedException e) {
            // The message names the claim or the attribute and the rule, never the value.
            LOG.warnf("No account for a visitor of %s, for no MC service ID may be made of %s", primary, e.getMessage());
            throw new RefusedException(AssertionFault.VISITOR_ID_REFUSED);
        } catch (ModelException e) {
            LOG.warnf(e, "No account could be made for a visitor of %s", primary);
            throw new RefusedException(AssertionFault.VISITOR_NOT_CREATED);
        } finally {
            claims.remove(claim);
        }
    }

    private void await(SingleUseObjectProvider claims, String claim) throws RefusedException {
        try {
            for (int i = 0; i < WAITS; i++) {
                if (claims.putIfAbsent(claim, CLAIM_LIFESPAN)) {
                    return;
                }
                Thread.sleep(WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RefusedException(AssertionFault.VISITOR_NOT_CREATED);
    }

    private void create(KeycloakSession writing, JsonWebToken assertion) {
        RealmModel realm = writing.getContext().getRealm();
        String subject = assertion.getSubject();
        String name = VisitorName.of(primary, subject);
        if (writing.users().getUserByUsername(realm, name) != null) {
            throw new ModelException("The name is taken by an account that is not linked to the primary");
        }
        List<RoleModel> granted = roles.stream().map(role -> role(realm, role)).toList();
        Map<String, String> serviceIds = new HashMap<>();
        ids.forEach(id -> id.of(assertion, domains).ifPresent(value -> serviceIds.put(id.service().attribute(), value)));
        UserModel visitor = McAttributeWriter.create(writing, name, serviceIds);
        granted.forEach(visitor::grantRole);
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

    /** No account was made. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final AssertionFault fault;

        RefusedException(AssertionFault fault) {
            super(fault.description());
            this.fault = fault;
        }

        AssertionFault fault() {
            return fault;
        }
    }
}
