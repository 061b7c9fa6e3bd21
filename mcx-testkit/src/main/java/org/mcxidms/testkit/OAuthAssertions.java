package org.mcxidms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

/** Refusals: each asserts the error by name and that nothing was issued. */
public final class OAuthAssertions {

    private OAuthAssertions() {
    }

    /** A refusal at an OAuth endpoint. Returns its {@code error_description}. */
    public static String assertRefused(Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.error()).as(answer.toString()).isEqualTo(error);
        assertThat(answer.body()).doesNotContain("access_token\":", "refresh_token\":", "id_token\":");
        return answer.description();
    }

    /** A refusal that reaches the client by redirect, with its {@code state}. Returns the {@code error_description}. */
    public static String assertRefused(Landing landing, AuthorizationRequest request, String error) {
        assertThat(landing.isAt(request.parameter("redirect_uri"))).as(landing.toString()).isTrue();
        assertThat(landing.error()).as(landing.toString()).isEqualTo(error);
        assertThat(landing.parameter("state")).isEqualTo(request.parameter("state"));
        assertNothingIssued(landing);
        return landing.parameter("error_description");
    }

    /** A refusal by a page of the server, which the client does not see. */
    public static void assertErrorPage(Landing landing) {
        assertThat(landing.status()).as(landing.toString()).isBetween(400, 499);
        assertThat(landing.isLoginForm()).as(landing.toString()).isFalse();
        assertNothingIssued(landing);
    }

    private static void assertNothingIssued(Landing landing) {
        for (String parameter : new String[] {"code", "access_token", "id_token"}) {
            assertThat(landing.parameter(parameter)).as(parameter + " in " + landing).isNull();
        }
    }
}
