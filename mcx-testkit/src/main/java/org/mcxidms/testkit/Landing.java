package org.mcxidms.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a {@link Browser} ended: a page of the server, or a redirect to the client.
 *
 * @param status HTTP status of the last answer; a redirect to the client has 302 or 303
 * @param url    the page's address, or the client's redirect URI with the answer in it
 * @param body   the page
 */
public record Landing(int status, String url, String body) {

    private static final Pattern FORM = Pattern.compile("<form\\b[^>]*\\baction=\"([^\"]+)\".*?</form>", Pattern.DOTALL);

    /** Whether it is a redirect to {@code redirectUri}. */
    public boolean isAt(String redirectUri) {
        return (status == 302 || status == 303) && url.startsWith(redirectUri);
    }

    /** A parameter in the query or the fragment of a redirect to the client, or {@code null}. */
    public String parameter(String name) {
        Matcher matcher = Pattern.compile("[?&#]" + Pattern.quote(name) + "=([^&#]*)").matcher(url);
        return matcher.find() ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : null;
    }

    /** The authorization code that the client received; fails the test where it received none. */
    public String code() {
        String code = parameter("code");
        if (code == null) {
            throw new AssertionError("No code: " + this);
        }
        return code;
    }

    /** The OAuth error that the client received, or {@code null}. */
    public String error() {
        return parameter("error");
    }

    public boolean isLoginForm() {
        return status == 200 && formWith("username") != null;
    }

    /** Where the login form posts to. */
    public String loginFormAction() {
        return formAction("username");
    }

    /** Where the form posts to that has an input of this name. */
    public String formAction(String input) {
        String action = formWith(input);
        if (action == null) {
            throw new AssertionError("No form with an input " + input + ": " + this);
        }
        return java.net.URI.create(url).resolve(action).toString();
    }

    /** The value of the page's hidden input of this name, empty where there is none. */
    public String hiddenInput(String name) {
        Matcher matcher = Pattern.compile("<input\\b[^>]*\\bname=\"" + name + "\"[^>]*\\bvalue=\"([^\"]*)\"").matcher(body);
        return matcher.find() ? unescape(matcher.group(1)) : "";
    }

    /** The page as text, without tags, entities decoded as far as Keycloak's pages use them. */
    public String text() {
        return unescape(body.replaceAll("(?s)<(script|style)\\b.*?</\\1>", " ").replaceAll("<[^>]+>", " "))
                .replaceAll("\\s+", " ").strip();
    }

    private String formWith(String input) {
        Matcher matcher = FORM.matcher(body);
        while (matcher.find()) {
            if (matcher.group().contains("name=\"" + input + "\"")) {
                return unescape(matcher.group(1));
            }
        }
        return null;
    }

    private static String unescape(String html) {
        return html.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
                .replace("&nbsp;", " ").replace("&amp;", "&");
    }

    @Override
    public String toString() {
        return "HTTP " + status + " " + url + " " + text();
    }
}
