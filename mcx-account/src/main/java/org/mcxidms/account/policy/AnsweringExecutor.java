package org.mcxidms.account.policy;

import java.util.Set;

import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * An executor that says which events it answers. An event that is not among them does not reach the executor, whether
 * {@link LeanClientPolicyManager} is in use or not: a feature whose event was forgotten here fails in both.
 *
 * @param <C> its configuration
 */
public abstract class AnsweringExecutor<C extends ClientPolicyExecutorConfigurationRepresentation>
        implements
            ClientPolicyExecutorProvider<C> {

    /** The same for every configuration. */
    protected abstract Set<ClientPolicyEvent> events();

    /** One of {@link #events()}. */
    protected abstract void answer(ClientPolicyContext context) throws ClientPolicyException;

    @Override
    public final void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (events().contains(context.getEvent())) {
            answer(context);
        }
    }
}
