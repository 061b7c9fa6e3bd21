package org.mcxidms.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.EventRepresentation;

/** The events that the realm has stored, as an administrator reads them. */
public final class Events {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PAGE = 200;

    private final RealmResource realm;

    Events(RealmResource realm) {
        this.realm = realm;
    }

    /** The user's events of the type, newest first. */
    public List<EventRepresentation> of(TestUser user, String type) {
        return realm.getEvents(List.of(type), null, user.id(), null, null, null, 0, PAGE);
    }

    /** The client's events of the type, newest first. */
    public List<EventRepresentation> ofClient(String clientId, String type) {
        return realm.getEvents(List.of(type), clientId, null, null, null, null, 0, PAGE);
    }

    /** All events of the type, newest first: Keycloak names neither user nor client in some. */
    public List<EventRepresentation> ofAnyone(String type) {
        return realm.getEvents(List.of(type), null, null, null, null, null, 0, PAGE);
    }

    /** The one event of the type that the user has; fails the test where there is none, or a second. */
    public EventRepresentation only(TestUser user, String type) {
        List<EventRepresentation> events = Polling.await(DEADLINE, type + " of " + user,
                () -> Optional.of(of(user, type)).filter(found -> !found.isEmpty()));
        if (events.size() > 1) {
            throw new AssertionError(events.size() + " events " + type + " of " + user + ": "
                    + events.stream().map(EventRepresentation::getDetails).toList());
        }
        return events.get(0);
    }

    /** The client's newest event of the type that {@code matches}; waits for it. */
    public EventRepresentation awaitOfClient(String clientId, String type, Predicate<EventRepresentation> matches) {
        return Polling.await(DEADLINE, type + " of client " + clientId,
                () -> ofClient(clientId, type).stream().filter(matches).findFirst());
    }

    /** A detail of the event, or {@code null}. */
    public static String detail(EventRepresentation event, String name) {
        return event.getDetails() == null ? null : event.getDetails().get(name);
    }
}
