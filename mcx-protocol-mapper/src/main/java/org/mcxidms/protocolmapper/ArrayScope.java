package org.mcxidms.protocolmapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import org.keycloak.OAuth2Constants;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

import org.mcxidms.core.McScope;

/** Access tokens whose {@code scope} is written as a JSON array, and what Keycloak needs to read them again. */
final class ArrayScope {

    private ArrayScope() {
    }

    /** A copy of {@code token} that differs in nothing but how {@code scope} is written. */
    static AccessToken of(AccessToken token) {
        return JsonSerialization.mapper.convertValue(token, Token.class);
    }

    /**
     * Lets Keycloak's own parser read the array back as a space-separated string; without it userinfo, introspection and
     * token exchange refuse the server's own tokens. Nothing but a token's {@code scope} is read differently.
     */
    static void makeReadable() {
        JsonSerialization.mapper.addHandler(Reader.INSTANCE);
    }

    static final class Token extends AccessToken {

        @Override
        @JsonProperty(OAuth2Constants.SCOPE)
        @JsonSerialize(using = Writer.class)
        public String getScope() {
            return super.getScope();
        }
    }

    static final class Writer extends JsonSerializer<String> {

        @Override
        public void serialize(String scope, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (String name : McScope.parse(scope)) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
    }

    private static final class Reader extends DeserializationProblemHandler {

        private static final Reader INSTANCE = new Reader();

        @Override
        public Object handleUnexpectedToken(DeserializationContext context, JavaType target, JsonToken token, JsonParser json,
                String failure) throws IOException {
            if (token != JsonToken.START_ARRAY || !target.hasRawClass(String.class)
                    || !isScopeOfToken(json.getParsingContext().getParent())) {
                return NOT_HANDLED;
            }
            List<String> names = new ArrayList<>();
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                names.add(json.getText());
            }
            return json.currentToken() == JsonToken.END_ARRAY ? String.join(" ", names) : NOT_HANDLED;
        }

        private static boolean isScopeOfToken(JsonStreamContext object) {
            return object != null && OAuth2Constants.SCOPE.equals(object.getCurrentName())
                    && object.getCurrentValue() instanceof AccessToken;
        }
    }
}
