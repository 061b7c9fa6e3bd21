package org.mcxidms.it.abuse;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Http;

/** A request that starts as one of a {@link Template} and loses its shape step by step. */
final class FuzzedRequest {

    /**
     * @param name      of the endpoint and what is asked of it
     * @param get       whether the parameters are in the address
     * @param essential what must be there once, unaltered, for an answer with something worth having in it
     * @param yields    whether an unaltered request gets something at all
     */
    record Template(String name, String url, boolean get, boolean yields, String authorization, List<String> essential,
            List<Map.Entry<String, String>> parameters) {
    }

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Z}\\p{Cf}]");
    /**
     * A value of one of these is only swapped with a value of another of these: Keycloak's events repeat what a request
     * asks for, so that a secret put there is in the log.
     */
    private static final Set<String> SECRET = Set.of("code", "code_verifier", "refresh_token", "password", "subject_token",
            "assertion", "token", "device_code");

    private final Template template;
    private final List<Map.Entry<String, String>> parameters;
    private String authorization;
    private String tail = "";

    FuzzedRequest(Template template) {
        this.template = template;
        parameters = new ArrayList<>(template.parameters());
        authorization = template.authorization();
    }

    FuzzedRequest apply(List<Mutation> mutations) {
        mutations.forEach(this::apply);
        return this;
    }

    private void apply(Mutation mutation) {
        if (parameters.isEmpty()) {
            return;
        }
        int at = mutation.a() % parameters.size();
        int other = mutation.b() % parameters.size();
        String name = parameters.get(at).getKey();
        String value = parameters.get(at).getValue();
        switch (mutation.kind()) {
            case DROP -> parameters.remove(at);
            case DUPLICATE -> parameters.add(other, parameters.get(at));
            case DUPLICATE_WITH -> parameters.add(entry(name, mutation.nasty()));
            case SHUFFLE -> Collections.shuffle(parameters, new Random(mutation.a()));
            case SWAP -> swap(at, other);
            case REPLACE -> parameters.set(at, entry(name, mutation.nasty()));
            case APPEND -> parameters.set(at, entry(name, value + mutation.nasty()));
            case PREPEND -> parameters.set(at, entry(name, mutation.nasty() + value));
            case CUT -> parameters.set(at, entry(name, value.substring(0, mutation.b() % (value.length() + 1))));
            case RENAME -> parameters.set(at, entry(mutation.nasty(), value));
            case UPPER_CASE_NAME -> parameters.set(at, entry(name.toUpperCase(Locale.ROOT), value));
            case ADD -> parameters.add(entry(Mutation.knownName(mutation.b()), mutation.nasty()));
            case JWT -> parameters.set(at, entry(name, JwtSurgery.operate(value, mutation)));
            case BREAK_ENCODING -> tail += "&" + name + "=%zz%&%=%c3%28&=&&" + mutation.b();
            case NO_AUTHORIZATION -> authorization = null;
            case BROKEN_AUTHORIZATION -> authorization = "Basic "
                    + Base64.getEncoder().encodeToString(mutation.nasty().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void swap(int at, int other) {
        Map.Entry<String, String> one = parameters.get(at);
        Map.Entry<String, String> two = parameters.get(other);
        if (SECRET.contains(one.getKey()) == SECRET.contains(two.getKey())) {
            parameters.set(at, entry(one.getKey(), two.getValue()));
            parameters.set(other, entry(two.getKey(), one.getValue()));
        }
    }

    /**
     * Whether all that matters is still there, once and as it was but for what Keycloak ignores: invisible characters, and
     * whatever stands behind the signature of a token.
     */
    boolean isIntact() {
        if (!template.yields() || !Objects.equals(authorization, template.authorization())) {
            return false;
        }
        return template.essential().stream().allMatch(name -> {
            List<String> sent = values(parameters, name);
            List<String> good = values(template.parameters(), name);
            return sent.equals(good) || SECRET.contains(name) && sent.size() == 1 && sent.get(0).startsWith(good.get(0));
        });
    }

    Answer send() {
        String form = parameters.stream().map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&")) + tail.replace("%", template.get() ? "%25" : "%");
        HttpRequest.Builder request = template.get()
                ? HttpRequest.newBuilder(URI.create(template.url() + "?" + form)).GET()
                : HttpRequest.newBuilder(URI.create(template.url()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return Http.send(request);
        } catch (UncheckedIOException e) {
            // The server had closed the idle connection; a second try is made on a new one.
            return Http.send(request);
        }
    }

    private static List<String> values(List<Map.Entry<String, String>> parameters, String name) {
        return parameters.stream().filter(parameter -> parameter.getKey().equals(name))
                .map(parameter -> INVISIBLE.matcher(parameter.getValue()).replaceAll("")).toList();
    }

    private static Map.Entry<String, String> entry(String name, String value) {
        return new SimpleImmutableEntry<>(name, value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
