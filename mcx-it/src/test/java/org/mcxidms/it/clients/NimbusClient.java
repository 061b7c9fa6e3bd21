package org.mcxidms.it.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.McxClient;

/** Nimbus' oauth2-oidc-sdk. */
final class NimbusClient implements RealClient {

    private final URI redirectUri;
    private final ClientAuthentication basic;
    private final OIDCProviderMetadata server;
    private final IDTokenValidator validator;
    private AuthenticationRequest request;
    private CodeVerifier verifier;

    private interface Step {
        JsonNode take() throws GeneralException, IOException, JOSEException, BadJOSEException;
    }

    NimbusClient(McxClient registration) {
        redirectUri = URI.create(registration.redirectUri());
        ClientID id = new ClientID(registration.clientId());
        basic = new ClientSecretBasic(id, new Secret(registration.secret()));
        try {
            server = OIDCProviderMetadata.resolve(new Issuer(registration.issuer()));
            validator = new IDTokenValidator(server.getIssuer(), id, JWSAlgorithm.RS256,
                    server.getJWKSetURI().toURL());
        } catch (GeneralException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String authorizationUrl(String scope, String method) {
        verifier = new CodeVerifier();
        request = new AuthenticationRequest.Builder(ResponseType.CODE, Scope.parse(scope), basic.getClientID(), redirectUri)
                .endpointURI(server.getAuthorizationEndpointURI()).state(new State()).nonce(new Nonce())
                .acrValues(List.of(new ACR("3gpp:acr:password")))
                .codeChallenge(verifier, CodeChallengeMethod.parse(method)).build();
        return request.toURI().toString();
    }

    @Override
    public JsonNode callback(String url) {
        return answer(() -> {
            AuthenticationResponse response = AuthenticationResponseParser.parse(URI.create(url));
            if (!request.getState().equals(response.getState())) {
                throw new ParseException("Another state");
            }
            if (!response.indicatesSuccess()) {
                return error(response.toErrorResponse().getErrorObject());
            }
            return tokens(new AuthorizationCodeGrant(
                    response.toSuccessResponse().getAuthorizationCode(), redirectUri, verifier), request.getNonce());
        });
    }

    @Override
    public JsonNode refresh(String refreshToken) {
        return answer(() -> tokens(new RefreshTokenGrant(new RefreshToken(refreshToken)), null));
    }

    @Override
    public JsonNode revoke(String refreshToken) {
        return answer(() -> {
            HTTPResponse response = new TokenRevocationRequest(
                    server.getRevocationEndpointURI(), basic, new RefreshToken(refreshToken)).toHTTPRequest().send();
            return response.indicatesSuccess() ? Json.object() : error(ErrorObject.parse(response));
        });
    }

    private JsonNode tokens(AuthorizationGrant grant, Nonce nonce)
            throws GeneralException, IOException, JOSEException, BadJOSEException {
        TokenRequest tokenRequest = new TokenRequest.Builder(server.getTokenEndpointURI(), basic, grant).build();
        TokenResponse response = OIDCTokenResponseParser.parse(tokenRequest.toHTTPRequest().send());
        if (!response.indicatesSuccess()) {
            return error(response.toErrorResponse().getErrorObject());
        }
        OIDCTokenResponse tokens = (OIDCTokenResponse) response.toSuccessResponse();
        ObjectNode told = (ObjectNode) Json.parse(tokens.toJSONObject().toJSONString());
        return told.set("claims", Json.parse(
                validator.validate(tokens.getOIDCTokens().getIDToken(), nonce).toJSONObject().toJSONString()));
    }

    private static JsonNode answer(Step step) {
        try {
            return step.take();
        } catch (GeneralException | IOException | JOSEException | BadJOSEException e) {
            return Json.object().put("error", e.getMessage());
        }
    }

    private static JsonNode error(ErrorObject error) {
        return Json.object().put("error", error.getCode());
    }

    @Override
    public void close() {
        // nothing is open
    }
}
