package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.precondition;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** B.5.3: the account is confirmed each time the refresh token is presented, and the token revoked if it is not valid. */
final class AccountValidity {

    private static final int PATIENCE_SECONDS = 30;

    private AccountValidity() {
    }

    static List<Check> checks() {
        return List.of(
                Check.recommended("B.5.3-refused", "The refresh token of a suspended account is refused", idms -> {
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    return suspended(idms, () -> Idms.expectRefused(idms.refresh(token).post(), "it"));
                }).after("B.5.2-refresh"),
                Check.recommended("B.5.3-revoked", "It stays dead when the account is valid again", idms -> {
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    suspended(idms, () -> Idms.expectRefused(idms.refresh(token).post(), "it"));
                    return Idms.expectRefused(idms.refresh(token).post(), "the token of before the suspension");
                }).after("B.5.3-refused"),
                Check.recommended("B.5.3-login", "A suspended account gets no code", idms -> {
                    precondition(!idms.target().browser(), "not with --browser, which a page of refusal does not lead back from");
                    return suspended(idms, () -> {
                        Finding.expect(!idms.parameters(idms.authorize(idms.authorization("openid " + Idms.PTT)))
                                .containsKey("code"), "a code was issued");
                        return "no code";
                    });
                }).after("B.5.3-refused"),
                Check.recommended("B.5.3-code", "A code of before the suspension gets no tokens", idms -> {
                    Idms.Form authorization = idms.authorization("openid " + Idms.PTT);
                    String code = idms.code(authorization);
                    return suspended(idms, () -> Idms.expectRefused(idms.exchange(authorization, code).post(), "it"));
                }).after("B.5.3-refused"));
    }

    private interface Step {
        String run();
    }

    /** Reinstates the account whatever happens in between. */
    private static String suspended(Idms idms, Step step) throws InterruptedException {
        precondition(idms.target().suspendCommand() != null && idms.target().reinstateCommand() != null,
                "no --suspend-command and --reinstate-command given");
        try {
            shell(idms.target().suspendCommand());
            return step.run();
        } finally {
            shell(idms.target().reinstateCommand());
        }
    }

    private static void shell(String command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("sh", "-c", command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                throw Finding.notTested("the hook command did not end in time");
            }
            precondition(process.exitValue() == 0, "the hook command failed with status " + process.exitValue());
        } catch (IOException e) {
            throw Finding.notTested("the hook command did not start");
        }
    }
}
