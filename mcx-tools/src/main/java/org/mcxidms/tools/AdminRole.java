package org.mcxidms.tools;

import java.util.Locale;

/** A role of Keycloak's client {@code realm-management} that a command needs. */
enum AdminRole {

    VIEW_USERS, MANAGE_USERS, VIEW_REALM, VIEW_IDENTITY_PROVIDERS, VIEW_EVENTS, MANAGE_CLIENTS;

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
