package org.mcxidms.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.keycloak.representations.idm.EventRepresentation;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** What the one event of a refused account says. */
public final class RefusalEvents {

    private RefusalEvents() {
    }

    /** Asserts that the user has one event of {@code type}, that it tells why, and that it tells what was revoked. */
    public static void assertRefusal(Realm realm, TestUser user, String type, AccountState state, String revoked) {
        EventRepresentation event = realm.events().only(user, type);
        assertThat(Events.detail(event, "mc_reason")).isEqualTo(state.reason());
        assertThat(Events.detail(event, "mc_attribute")).isEqualTo(state.attribute());
        assertThat(Events.detail(event, "mc_revoked")).isEqualTo(revoked);
    }
}
