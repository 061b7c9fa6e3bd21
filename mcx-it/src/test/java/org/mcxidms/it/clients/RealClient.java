package org.mcxidms.it.clients;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A client made of a library that nobody here wrote, with discovery behind it. Answers are token responses, with the ID token's
 * {@code claims} as the library reads them, or an object with {@code error}, as the library tells it.
 */
interface RealClient extends AutoCloseable {

    /** @param method of PKCE, {@code S256} or {@code plain} */
    String authorizationUrl(String scope, String method);

    /** Goes on from the redirect that ended the authorization. */
    JsonNode callback(String url);

    JsonNode refresh(String refreshToken);

    JsonNode revoke(String refreshToken);

    /** What the library calls this error of the token endpoint. */
    default String told(String error) {
        return error;
    }

    @Override
    void close();
}
