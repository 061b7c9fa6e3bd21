package org.mcxidms.conformance;

import java.net.HttpCookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** A browser without scripts that has never been here: keeps cookies and fills the login form that it finds. */
final class UserAgent {

    private static final int STEPS = 20;

    private final Http http;
    private final URI server;
    /** By host, path and name. Secure cookies are kept too: browsers send them to a server on loopback. */
    private final Map<String, HttpCookie> cookies = new TreeMap<>();

    UserAgent(Http http, URI server) {
        this.http = http;
        this.server = server;
    }

    /** Where the user agent ended: an address off the server, or a page of it. */
    record Landing(URI uri, HTTPResponse page) {

        boolean isRedirect() {
            return page == null;
        }
    }

    Landing open(URI uri) {
        return follow("GET", uri, null);
    }

    /** Sends the authentication request as a form (OpenID Connect Core 3.1.2.1). */
    Landing post(Request request) {
        return follow("POST", request.endpoint(), request.encoded());
    }

    /** Opens {@code uri} and goes on with credentials and consent until it leads away or no further. */
    Landing login(URI uri, String username, String password) {
        return login(open(uri), username, password);
    }

    Landing login(Landing first, String username, String password) {
        Landing landing = first;
        boolean told = false;
        for (int step = 0; step < STEPS && !landing.isRedirect(); step++) {
            FormElement form = form(landing);
            if (form == null) {
                return landing;
            }
            Element secret = form.selectFirst("input[type=password]");
            Element name = form.selectFirst("input[name=username], input[type=email], input[autocomplete=username], "
                    + "input[type=text]");
            if (secret == null && name == null && form.selectFirst("[type=submit]") == null || told && secret != null) {
                return landing;
            }
            Map<String, String> values = new LinkedHashMap<>();
            form.formData().forEach(pair -> values.put(pair.key(), pair.value()));
            if (name != null) {
                values.put(name.attr("name"), username);
            }
            if (secret != null) {
                values.put(secret.attr("name"), password);
                told = true;
            }
            Element accept = form.selectFirst("[type=submit][name=accept]");
            if (accept != null) {
                values.put("accept", accept.attr("value"));
            }
            landing = follow("POST", URI.create(form.absUrl("action")), Http.form(values.entrySet()));
        }
        return landing;
    }

    static boolean showsLogin(Landing landing) {
        return !landing.isRedirect() && landing.page().getBody() != null
                && Jsoup.parse(landing.page().getBody()).selectFirst("input[type=password]") != null;
    }

    private static FormElement form(Landing landing) {
        if (landing.page().getStatusCode() >= 500 || landing.page().getBody() == null) {
            return null;
        }
        Document document = Jsoup.parse(landing.page().getBody(), landing.uri().toString());
        Element password = document.selectFirst("form:has(input[type=password])");
        Element form = password != null ? password : document.selectFirst("form[method=post]");
        if (form == null) {
            return null;
        }
        if (form.attr("action").isEmpty()) {
            form.attr("action", landing.uri().toString());
        }
        return (FormElement) form;
    }

    private Landing follow(String firstMethod, URI first, String firstForm) {
        URI uri = first;
        String method = firstMethod;
        String form = firstForm;
        for (int step = 0; step < STEPS; step++) {
            String cookieHeader = cookieHeader(uri);
            HTTPResponse response = http.send(method, uri,
                    cookieHeader.isEmpty() ? Map.of() : Map.of("Cookie", cookieHeader), form);
            keep(uri, response);
            String location = response.getHeaderValue("Location");
            if (location == null) {
                return new Landing(uri, response);
            }
            uri = uri.resolve(location);
            if (!server.getScheme().equals(uri.getScheme()) || !server.getAuthority().equals(uri.getAuthority())) {
                return new Landing(uri, null);
            }
            method = "GET";
            form = null;
        }
        throw Finding.notTested("the server redirects more than " + STEPS + " times");
    }

    private String cookieHeader(URI uri) {
        List<String> pairs = new ArrayList<>();
        cookies.forEach((key, cookie) -> {
            if (key.startsWith(uri.getHost() + " ") && uri.getPath().startsWith(cookie.getPath())) {
                pairs.add(cookie.getName() + "=" + cookie.getValue());
            }
        });
        return String.join("; ", pairs);
    }

    private void keep(URI uri, HTTPResponse response) {
        List<String> headers = response.getHeaderValues("Set-Cookie");
        if (headers == null) {
            return;
        }
        for (String header : headers) {
            // The parser does not tell Max-Age=0 from an expired date: both come out as expired. Quotes belong
            // to the value.
            String value = header.split(";")[0];
            for (HttpCookie cookie : HttpCookie.parse(header)) {
                cookie.setValue(value.substring(value.indexOf('=') + 1));
                cookie.setPath(cookie.getPath() == null ? "/" : cookie.getPath());
                String key = uri.getHost() + " " + cookie.getPath() + " " + cookie.getName();
                if (cookie.hasExpired()) {
                    cookies.remove(key);
                } else {
                    cookies.put(key, cookie);
                }
            }
        }
    }
}
