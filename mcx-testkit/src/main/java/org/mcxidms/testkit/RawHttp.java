package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request as bytes on a socket: what no HTTP client agrees to send. */
public final class RawHttp {

    private static final int TIMEOUT_MS = 20_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private RawHttp() {
    }

    /** A form POST. A {@code Host} among the headers takes the place of the right one. */
    public static Answer post(String url, String form, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/x-www-form-urlencoded");
        all.add("Content-Length: " + form.getBytes(StandardCharsets.UTF_8).length);
        return send("POST", url, all, form);
    }

    public static Answer get(String url, String... headers) {
        return send("GET", url, List.of(headers), "");
    }

    /** HTTP/1.0, so that the answer comes in one piece and its end is the connection's. */
    private static Answer send(String method, String url, List<String> headers, String body) {
        URI uri = URI.create(url);
        StringBuilder request = new StringBuilder(method).append(' ').append(url.substring(url.indexOf('/', 8)))
                .append(" HTTP/1.0\r\n");
        if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
            request.append("Host: ").append(uri.getAuthority()).append("\r\n");
        }
        headers.forEach(header -> request.append(header).append("\r\n"));
        request.append("\r\n").append(body);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer parse(String answer) {
        int end = answer.indexOf(END_OF_HEAD);
        if (end < 0) {
            throw new AssertionError("No HTTP answer: " + answer);
        }
        String[] head = answer.substring(0, end).split("\r\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            headers.computeIfAbsent(head[i].substring(0, colon), name -> new ArrayList<>())
                    .add(head[i].substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(head[0].split(" ")[1]), HttpHeaders.of(headers, (name, value) -> true),
                answer.substring(end + END_OF_HEAD.length()));
    }
}
