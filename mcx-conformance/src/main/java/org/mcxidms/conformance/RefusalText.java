package org.mcxidms.conformance;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Why an IdMS refused, in words, and after them what it said itself. */
final class RefusalText {

    private static final int READABLE = 300;
    /** The reason codes with which the bundle's error descriptions end. */
    private static final Pattern REASON = Pattern.compile("account is not valid: (\\w+)");
    private static final Map<String, String> REASONS = Map.of(
            "disabled", "the account is switched off. When an administrator has switched it on, the user logs in anew",
            "suspended", "the account is suspended. When an administrator has reinstated it, the user logs in anew",
            "revoked", "the account is revoked",
            "not_yet_valid", "the time from which the account is valid has not come yet",
            "expired", "the time up to which the account was valid is over",
            "malformed",
            "the account has a status, a date or an MC service ID that cannot be read; an administrator has to mend it",
            "no_service_id", "the account is entitled to a service and has no MC service ID for that service");
    private static final Map<String, String> ERRORS = Map.of(
            "invalid_client", "the IdMS does not let this client in: its name, its secret, or how it authenticates",
            "unauthorized_client",
            "the IdMS does not let this client in: its secret, how it authenticates, or what it may do",
            "invalid_grant",
            "the token or code is not good any more: its session has ended, it has expired, or it was used before",
            "invalid_scope", "a scope that was asked for is not this client's",
            "invalid_target", "the partner is none that this client may visit",
            "access_denied", "the user or the IdMS did not allow it",
            "invalid_request", "the IdMS does not understand the request, or misses something in it",
            "unsupported_grant_type", "the IdMS does not know this grant",
            "unsupported_response_type", "the IdMS does not know the authorization code flow");

    private RefusalText() {
    }

    /** @param response a JSON error of OAuth, or a page */
    static String of(HTTPResponse response) {
        Map<String, Object> body = Http.json(response);
        if (body.get("error") instanceof String error) {
            return of(error, body.get("error_description") instanceof String text ? text : null)
                    + " [HTTP " + response.getStatusCode() + "]";
        }
        return page(response);
    }

    static String of(String error, String description) {
        Matcher reason = REASON.matcher(String.valueOf(description));
        String words = reason.find() ? REASONS.get(reason.group(1)) : null;
        return (words != null ? words : ERRORS.getOrDefault(error, "the IdMS refuses")) + ". The IdMS says: " + clipped(error)
                + (description == null ? "" : ", " + clipped(description));
    }

    private static String page(HTTPResponse response) {
        Document page = Jsoup.parse(String.valueOf(response.getBody()));
        Element alert = page.selectFirst("[role=alert], #kc-error-message, .field-error, [aria-live], .alert");
        Element said = alert != null && alert.hasText() ? alert : page.body();
        return (said.hasText() ? clipped(said.text()) : "nothing") + " [HTTP " + response.getStatusCode() + "]";
    }

    private static String clipped(String text) {
        return text.length() <= READABLE ? text : text.substring(0, READABLE) + " …";
    }
}
