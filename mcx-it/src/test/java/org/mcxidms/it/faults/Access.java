package org.mcxidms.it.faults;

import org.mcxidms.it.harness.Answer;

/** Whether an answer gives what must not be given: a token, or the word that a token is good. */
final class Access {

    private Access() {
    }

    static boolean isGivenBy(Answer answer) {
        return answer.status() == 200
                && (answer.body().contains("access_token\":") || answer.body().contains("\"active\":true"));
    }
}
