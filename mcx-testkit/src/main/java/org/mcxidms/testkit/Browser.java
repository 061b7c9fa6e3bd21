package org.mcxidms.testkit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A user agent without scripts: keeps cookies, follows the server's redirects to itself, and stops at any other address.
 * Two requests by one browser share the single sign-on session.
 */
public final class Browser {

    private static final int REDIRECT_LIMIT = 20;

    /** By path and name: Keycloak separates its realms by the path. Secure cookies are kept, for the server is on loopback. */
    private final Map<String, String> cookies = new TreeMap<>();
    private final String baseUrl;

    Browser(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public Landing open(String url) {
        return follow(url, HttpRequest.newBuilder().GET());
    }

    public Landing submit(String url, Map<String, String> form) {
        return follow(url, HttpRequest.newBuilder()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Http.form(form.entrySet()))));
    }

    /** Sends an empty POST with this bearer token, and keeps the cookies of the answer. */
    public Landing post(String url, String bearer) {
        return follow(url, HttpRequest.newBuilder().header("Authorization", "Bearer " + bearer)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Fills the login form of {@code page} as a client without a screen does: two inputs, one POST. */
    public Landing login(Landing page, String username, String password) {
        return submit(page.loginFormAction(), Map.of("username", username, "password", password));
    }

    /** The cookie's value, or {@code null}. */
    public String cookie(String name) {
        return cookies.entrySet().stream()
                .filter(cookie -> cookie.getKey().endsWith(" " + name))
                .map(Map.Entry::getValue)
                .findFirst().orElse(null);
    }

    private Landing follow(String firstUrl, HttpRequest.Builder firstRequest) {
        String url = firstUrl;
        HttpRequest.Builder request = firstRequest;
        for (int i = 0; i < REDIRECT_LIMIT; i++) {
            URI uri = URI.create(url);
            String cookieHeader = cookieHeader(uri.getRawPath());
            if (!cookieHeader.isEmpty()) {
                request.header("Cookie", cookieHeader);
            }
            Answer answer = Http.send(request.uri(uri));
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            String location = answer.header("Location");
            if (location == null) {
                return new Landing(answer.status(), url, answer.body());
            }
            // A location may be any URI, such as mcptt://organization_mcptt/cb?code=...
            url = uri.resolve(location).toString();
            if (!url.startsWith(baseUrl + "/")) {
                return new Landing(answer.status(), url, answer.body());
            }
            request = HttpRequest.newBuilder().GET();
        }
        throw new AssertionError("More than " + REDIRECT_LIMIT + " redirects from " + firstUrl);
    }

    private String cookieHeader(String path) {
        return String.join("; ", cookies.entrySet().stream()
                .filter(cookie -> path.startsWith(cookie.getKey().substring(0, cookie.getKey().indexOf(' '))))
                .map(cookie -> cookie.getKey().substring(cookie.getKey().indexOf(' ') + 1) + "=" + cookie.getValue())
                .toList());
    }

    private void keep(String setCookie) {
        List<String> parts = List.of(setCookie.split(";\\s*"));
        String name = parts.get(0).substring(0, parts.get(0).indexOf('='));
        String value = parts.get(0).substring(name.length() + 1);
        String path = "/";
        boolean expired = false;
        for (String part : parts) {
            if (part.regionMatches(true, 0, "Path=", 0, 5)) {
                path = part.substring(5);
            }
            expired |= part.equalsIgnoreCase("Max-Age=0");
        }
        if (expired) {
            cookies.remove(path + " " + name);
        } else {
            cookies.put(path + " " + name, value);
        }
    }
}
