package org.mcxidms.it.mcserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.mcxidms.testkit.Answer;

/** What TS 24.482, A.2.3, asks of a resource server's answer. */
final class Refusals {

    private Refusals() {
    }

    static void assertNoToken(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    static void assertInvalidToken(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").contains("error=\"invalid_token\"");
    }

    static void assertInsufficientScope(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").contains("error=\"insufficient_scope\"");
    }
}
