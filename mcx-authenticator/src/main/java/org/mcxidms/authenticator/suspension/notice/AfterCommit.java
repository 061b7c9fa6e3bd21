package org.mcxidms.authenticator.suspension.notice;

import org.keycloak.models.AbstractKeycloakTransaction;

/** Runs once the database has committed. */
public final class AfterCommit extends AbstractKeycloakTransaction {

    private final Runnable task;

    public AfterCommit(Runnable task) {
        this.task = task;
    }

    @Override
    protected void commitImpl() {
        task.run();
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was stored.
    }
}
