package org.mcxidms.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.mcxidms.core.McEvent;

final class BreakagesCommandTest {

    @Test
    void eventThatTwoPagesShowIsCountedOnce() {
        Set<String> counted = new HashSet<>();
        Map<String, Map<String, BreakagesCommand.Seen>> clients = new TreeMap<>();

        BreakagesCommand.collect(event("a", 1), counted, clients);
        BreakagesCommand.collect(event("b", 2), counted, clients);
        BreakagesCommand.collect(event("a", 1), counted, clients);

        assertThat(clients).isEqualTo(Map.of("radio", Map.of("state", new BreakagesCommand.Seen(2, 1, 2))));
    }

    private static EventRepresentation event(String id, long time) {
        EventRepresentation event = new EventRepresentation();
        event.setId(id);
        event.setTime(time);
        event.setClientId("radio");
        event.setDetails(Map.of(McEvent.RULE, "state"));
        return event;
    }
}
