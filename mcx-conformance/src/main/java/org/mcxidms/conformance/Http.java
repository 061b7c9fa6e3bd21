package org.mcxidms.conformance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;

/** Sends requests as they are told to, follows no redirect, and notes an outline of each without its secrets. */
final class Http {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final Set<String> SHOWN = Set.of("grant_type", "client_id", "redirect_uri", "scope", "resource",
            "response_type", "subject_token_type", "code_challenge_method", "acr_values", "token_type_hint", "prompt", "error",
            "error_description", "response_mode");

    private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
    private final List<String> trace = new ArrayList<>();

    /** The outlines since it was last cleared. */
    List<String> trace() {
        return trace;
    }

    /** Whether anything listens there. A server that answers in the wrong way, or without the right TLS, is for the checks. */
    static boolean isAnswered(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? HTTPS : HTTP;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    HTTPResponse get(URI uri, Map<String, String> headers) {
        return send("GET", uri, headers, null);
    }

    HTTPResponse post(URI uri, Map<String, String> headers, String form) {
        return send("POST", uri, headers, form);
    }

    HTTPResponse send(String method, URI uri, Map<String, String> headers, String form) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        headers.forEach(request::header);
        if (form == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, HttpRequest.BodyPublishers.ofString(form));
        }
        String line = method + " " + masked(uri) + (form == null ? "" : " " + maskedQuery(form))
                + (headers.containsKey("Authorization")
                        ? " [" + headers.get("Authorization").split(" ")[0] + " •••]" : "");
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            HTTPResponse response = new HTTPResponse(answer.statusCode());
            answer.headers().map().forEach((name, values) -> {
                if (!name.startsWith(":")) {
                    response.setHeader(name, values.toArray(String[]::new));
                }
            });
            response.setBody(answer.body());
            trace.add(line + " → " + outline(response));
            return response;
        } catch (IOException e) {
            trace.add(line + " → no answer: " + e.getClass().getSimpleName());
            throw Finding.notTested(uri.getHost() + " does not answer: " + why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String why(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "no word within " + PATIENCE.toSeconds() + " s";
        }
        if (e instanceof SSLException) {
            return "there is no TLS to be had, or its certificate is not trusted";
        }
        return e instanceof ConnectException ? "nothing listens there" : "the connection broke";
    }

    /** The body as a JSON object; empty where it is none. */
    static Map<String, Object> json(HTTPResponse response) {
        try {
            return JSONObjectUtils.parse(response.getBody());
        } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
            return Map.of();
        }
    }

    static String form(Collection<Map.Entry<String, String>> parameters) {
        return parameters.stream().map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The status and what kind of thing the body is; an error with its words, a success with its members' names only. */
    static String outline(HTTPResponse response) {
        String status = Integer.toString(response.getStatusCode());
        if (response.getLocation() != null) {
            return status + " to " + masked(response.getLocation());
        }
        try {
            Map<String, Object> body = JSONObjectUtils.parse(response.getBody());
            return body.containsKey("error")
                    ? status + " " + Stream.of("error", "error_description").filter(body::containsKey)
                            .map(name -> name + "=" + body.get(name)).collect(Collectors.joining(", "))
                    : status + " " + body.keySet();
        } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
            return status + " " + (response.getHeaderValue("Content-Type") == null
                    ? "" : response.getHeaderValue("Content-Type"));
        }
    }

    /** An address with the values of all parameters masked that are not known to be harmless. */
    static String masked(URI uri) {
        String text = uri.toString();
        for (char separator : new char[] {'?', '#'}) {
            int at = text.indexOf(separator);
            if (at >= 0) {
                return text.substring(0, at + 1) + maskedQuery(text.substring(at + 1));
            }
        }
        return text;
    }

    private static String maskedQuery(String query) {
        return Stream.of(query.split("&")).map(parameter -> {
            String name = parameter.split("=")[0];
            return SHOWN.contains(name) || !parameter.contains("=") ? decodedForReading(parameter) : name + "=•••";
        }).collect(Collectors.joining("&"));
    }

    private static String decodedForReading(String parameter) {
        try {
            return decode(parameter);
        } catch (IllegalArgumentException e) {
            return parameter;
        }
    }
}
