package org.mcxidms.it.faults;

import java.util.Optional;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** Who is let in. */
final class Access {

    private Access() {
    }

    /** Whether an answer gives what must not be given: a token, or the word that a token is good. */
    static boolean isGivenBy(Answer answer) {
        return answer.status() == 200
                && (answer.body().contains("access_token\":") || answer.body().contains("\"active\":true"));
    }

    /** A user is made and logs in; empty while the server cannot do that. */
    static Optional<Tokens> ofNewUser(Realm realm, String... scopes) {
        try {
            return Optional.of(realm.nativeClient().login(realm.users().pttUser("after"), scopes));
        } catch (RuntimeException | AssertionError e) {
            return Optional.empty();
        }
    }
}
