package org.mcxidms.dist;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The environment's settings, refused where they would make a server that anybody can enter: Keycloak takes the empty
 * secret, and a placeholder that nothing replaced, as a client's real secret.
 */
final class Settings {

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\$\\{.*|\\$\\(.*|\\{\\{.*|<.*>|change.?(me|it)|replace.?me|todo|fixme|x{3,}|\\*{3,}|your.?(secret|password).*|\\.{3,}",
            Pattern.DOTALL);
    /** The realm's password policy; Keycloak would end the start over it with a stack trace. */
    private static final int PASSWORD_MIN_LENGTH = 8;

    private final Map<String, String> environment;
    private final Map<String, String> problems = new LinkedHashMap<>();

    Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What is wrong with the settings that were asked for, one sentence for each variable. */
    List<String> problems() {
        return Collections.unmodifiableList(new ArrayList<>(problems.values()));
    }

    Optional<String> secret(String variable) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return refuse(variable, "is not set or empty");
        }
        if (PLACEHOLDER.matcher(value.strip().toLowerCase(Locale.ROOT)).matches()) {
            return refuse(variable, "holds a placeholder");
        }
        return Optional.of(value);
    }

    Optional<String> password(String variable) {
        Optional<String> password = secret(variable);
        return password.isPresent() && password.get().length() < PASSWORD_MIN_LENGTH
                ? refuse(variable, "is shorter than the " + PASSWORD_MIN_LENGTH + " characters of the realm's password policy")
                : password;
    }

    /** An http or https address without a slash at its end. */
    Optional<String> address(String variable) {
        Optional<String> value = secret(variable);
        return value.isPresent() && !isAddress(value.get())
                ? refuse(variable, "is not an http or https address without a slash at the end")
                : value;
    }

    private static boolean isAddress(String value) {
        try {
            URI uri = URI.create(value);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null && !value.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Optional<String> refuse(String variable, String problem) {
        problems.put(variable, variable + " " + problem + ".");
        return Optional.empty();
    }
}
