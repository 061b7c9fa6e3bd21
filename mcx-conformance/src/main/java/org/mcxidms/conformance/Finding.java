package org.mcxidms.conformance;

import java.util.Map;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * The end of a check that did not pass. The message goes into the reports: it is a whole sentence, which is read there
 * without the requirement beside it, and holds no secret and no token.
 */
final class Finding extends RuntimeException {

    private static final long serialVersionUID = 1L;

    enum Kind { NOT_MET, NOT_APPLICABLE, NOT_TESTED }

    private final Kind kind;

    private Finding(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    static Finding notMet(String message) {
        return new Finding(Kind.NOT_MET, message);
    }

    static Finding notApplicable(String message) {
        return new Finding(Kind.NOT_APPLICABLE, message);
    }

    static Finding notTested(String message) {
        return new Finding(Kind.NOT_TESTED, message);
    }

    /** Throws {@link #notMet} unless {@code met}. */
    static void expect(boolean met, String message) {
        if (!met) {
            throw notMet(message);
        }
    }

    /** Throws {@link #notTested} unless {@code met}. */
    static void precondition(boolean met, String message) {
        if (!met) {
            throw notTested(message);
        }
    }

    /**
     * Requires that a token request was refused: by an OAuth error, not by a server error, and without a token.
     *
     * @param what the subject of the sentence that tells how it was not
     */
    static String expectRefused(HTTPResponse response, String what) {
        Map<String, Object> body = Http.json(response);
        expect(!body.containsKey("access_token") && response.getStatusCode() != 200, what + " was accepted");
        expect(response.getStatusCode() < 500, what + " made a server error: " + response.getStatusCode());
        expect(body.get("error") instanceof String, what + " was refused without an OAuth error");
        return "refused: " + Http.outline(response);
    }
}
