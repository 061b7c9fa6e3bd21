package org.mcxidms.account;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** Keycloak's interfaces with as much behind them as a decision asks. */
public final class Doubles {

    private Doubles() {
    }

    /** @param answer to a method's name and arguments */
    public static <T> T of(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName(), arguments)));
    }

    /** A session that keeps attributes. */
    static KeycloakSession session() {
        Map<Object, Object> attributes = new HashMap<>();
        return of(KeycloakSession.class, (method, arguments) -> switch (method) {
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    /** An enabled user of storage that counts how often attributes are read. */
    static UserModel user(Map<String, String> attributes, int[] reads) {
        return of(UserModel.class, (method, arguments) -> switch (method) {
            case "getId" -> "user";
            case "isEnabled" -> true;
            case "getAttributeStream" -> {
                reads[0]++;
                yield attributes.containsKey(arguments[0]) ? List.of(attributes.get(arguments[0])).stream() : Stream.empty();
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
