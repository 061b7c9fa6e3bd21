package org.mcxidms.examples.mcserver;

import java.util.List;
import java.util.Map;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What the server is there for. A token that comes here is good and has the scope: {@link Access} has seen to that. */
@RestController
class Mcptt {

    @GetMapping("/mcptt/me")
    Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
        return Map.of("mcptt_id", String.valueOf(token.getClaimAsString("mcptt_id")));
    }

    @GetMapping("/mcptt/users/{mcptt_id}/calls")
    Map<String, Object> calls(@PathVariable("mcptt_id") String mcpttId) {
        return Map.of("mcptt_id", mcpttId, "calls", List.of());
    }

    @GetMapping("/mcptt/groups")
    Map<String, Object> groups() {
        return Map.of("groups", List.of("sip:fire-brigade@org.com", "sip:ambulance@org.com"));
    }
}
