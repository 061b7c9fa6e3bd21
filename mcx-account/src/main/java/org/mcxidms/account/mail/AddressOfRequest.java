package org.mcxidms.account.mail;

import java.lang.reflect.Proxy;
import java.net.URI;

import jakarta.ws.rs.core.UriInfo;

import org.jboss.logging.Logger;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/**
 * The server's own address as a request tells it, for work that goes on when the request is over. Where no hostname is
 * configured, nothing else tells it, and a mail cannot be written without.
 */
final class AddressOfRequest {

    private static final Logger LOG = Logger.getLogger(AddressOfRequest.class);

    private final URI base;

    private AddressOfRequest(URI base) {
        this.base = base;
    }

    static AddressOfRequest of(KeycloakContext context) {
        try {
            return new AddressOfRequest(context.getUri().getBaseUri());
        } catch (RuntimeException e) {
            LOG.tracef(e, "No request and no configured hostname");
            return new AddressOfRequest(null);
        }
    }

    void applyTo(KeycloakSession session) {
        if (base == null) {
            return;
        }
        UriInfo uri = view(UriInfo.class, URI.class, base);
        session.getContext().setHttpRequest(view(HttpRequest.class, UriInfo.class, uri));
    }

    /** An object whose methods of this return type give {@code value}, and the others nothing, which is {@code false} or null. */
    private static <T> T view(Class<T> type, Class<?> returnType, Object value) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == returnType ? value
                        : method.getReturnType() == boolean.class ? Boolean.FALSE : null));
    }
}
