package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.precondition;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** B.5.3: the account is confirmed each time the refresh token is presented, and the token revoked if it is not valid. */
final class AccountValidity {

    private static final int PATIENCE_SECONDS = 30;
    private static final String OF_SUSPENDED = "the refresh token of a suspended account";

    private AccountValidity() {
    }

    static List<Check> checks() {
        return List.of(
                Check.recommended("B.5.3-refused", "The refresh token of a suspended account is refused", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).refresh();
                    return suspended(idms, () -> Finding.expectRefused(idms.refresh(token).post(), OF_SUSPENDED));
                }).after("B.5.2-refresh"),
                Check.recommended("B.5.3-revoked", "The refused refresh token stays dead when the account is valid again",
                        idms -> {
                            String token = idms.login(McNames.OPENID_PTT).refresh();
                            suspended(idms, () -> Finding.expectRefused(idms.refresh(token).post(), OF_SUSPENDED));
                            return Finding.expectRefused(idms.refresh(token).post(),
                                    "the refresh token of before the suspension");
                        }).after("B.5.3-refused"),
                Check.recommended("B.5.3-login", "A suspended account gets no code", idms -> {
                    precondition(!idms.target().browser(), "a page of refusal does not lead back from the browser of --browser");
                    return suspended(idms, () -> {
                        Finding.expect(!Idms.parameters(idms.authorize(idms.authorization(McNames.OPENID_PTT)))
                                .containsKey("code"), "the suspended account got a code");
                        return "no code";
                    });
                }).after("B.5.3-refused"),
                Check.recommended("B.5.3-code", "A code of before the suspension gets no tokens", idms -> {
                    Request authorization = idms.authorization(McNames.OPENID_PTT);
                    String code = idms.code(authorization);
                    return suspended(idms, () -> Finding.expectRefused(idms.exchange(authorization, code).post(),
                            "the code of before the suspension"));
                }).after("B.5.3-refused"));
    }

    private interface Step {
        String run();
    }

    /** Reinstates the account afterwards, whatever the check does. */
    private static String suspended(Idms idms, Step step) throws InterruptedException {
        precondition(idms.target().suspendCommand() != null && idms.target().reinstateCommand() != null,
                "the options --suspend-command and --reinstate-command are not given");
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
