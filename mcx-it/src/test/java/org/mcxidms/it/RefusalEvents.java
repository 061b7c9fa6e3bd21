package org.mcxidms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

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
        assertTells(realm.events().only(user, type), state, revoked);
    }

    /** Asserts that each of the sessions has one event {@code LOGOUT} that tells why it has ended. */
    public static void assertEnded(Realm realm, TestUser user, AccountState state, String... sessions) {
        List<EventRepresentation> events = realm.events().of(user, "LOGOUT");
        assertThat(events).extracting(EventRepresentation::getSessionId).containsExactlyInAnyOrder(sessions);
        events.forEach(event -> assertTells(event, state, "all"));
    }

    private static void assertTells(EventRepresentation event, AccountState state, String revoked) {
        assertThat(Events.detail(event, "mc_reason")).isEqualTo(state.reason());
        assertThat(Events.detail(event, "mc_attribute")).isEqualTo(state.attribute());
        assertThat(Events.detail(event, "mc_revoked")).isEqualTo(revoked);
    }
}
