package org.mcxidms.authenticator.suspension.notice;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.message.BasicNameValuePair;
import org.apache.http.util.EntityUtils;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.mappers.AbstractPairwiseSubMapper;
import org.keycloak.protocol.oidc.mappers.PairwiseSubMapperHelper;
import org.keycloak.protocol.oidc.utils.PairwiseSubMapperUtils;
import org.keycloak.representations.LogoutToken;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

/** One try to tell one client, by Keycloak's own HTTP client: with its trust store, its TLS settings, its proxy. */
final class Delivery {

    /** From the connection to the answer's head, however slowly its bytes come. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Delivery.class);
    /** Seconds that a logout token lives, as Keycloak's own. */
    private static final int LIFESPAN = 120;

    private final CloseableHttpClient http;
    private final HttpPost post;

    private Delivery(CloseableHttpClient http, HttpPost post) {
        this.http = http;
        this.post = post;
    }

    /** All that needs a session: what follows waits for a server and must not hold a connection of the database meanwhile. */
    static Delivery prepare(KeycloakSession session, Receiver receiver, Notice notice) {
        HttpPost post = new HttpPost(receiver.url());
        post.setEntity(new UrlEncodedFormEntity(List.of(new BasicNameValuePair(
                OAuth2Constants.LOGOUT_TOKEN, logoutToken(session, receiver.client(), notice))), StandardCharsets.UTF_8));
        int timeout = (int) TIMEOUT.toMillis();
        // Where a redirect leads to is the receiver's choice: nobody configured that address.
        post.setConfig(RequestConfig.custom().setRedirectsEnabled(false).setConnectionRequestTimeout(timeout)
                .setConnectTimeout(timeout).setSocketTimeout(timeout).build());
        return new Delivery(session.getProvider(HttpClientProvider.class).getHttpClient(), post);
    }

    /** @param clock ends a request that takes too long */
    Outcome send(ScheduledExecutorService clock) {
        Future<?> end = clock.schedule(post::abort, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        try (CloseableHttpResponse response = http.execute(post)) {
            if (response.getEntity() != null && response.getEntity().getContentLength() == 0) {
                // Nothing is left to read, so that the next notice to this server needs no connection of its own.
                EntityUtils.consume(response.getEntity());
            }
            return outcome(response.getStatusLine().getStatusCode());
        } catch (InterruptedIOException e) {
            return Outcome.TIMEOUT;
        } catch (IOException e) {
            LOG.debugf(e, "No answer to a logout notice from %s", post.getURI());
            return post.isAborted() ? Outcome.TIMEOUT : Outcome.UNREACHABLE;
        } finally {
            end.cancel(false);
            // An answer's body is not wanted and may have no end: the connection goes with it, unless it was given back.
            post.abort();
        }
    }

    private static Outcome outcome(int status) {
        if (status == 200 || status == 204) {
            return Outcome.TOLD;
        }
        return status >= 300 && status < 400 ? Outcome.REDIRECTED : Outcome.REFUSED;
    }

    /**
     * OpenID Connect Back-Channel Logout 1.0, 2.4: with {@code sub} and without {@code sid} about every session of the user; about
     * one session as Keycloak has it, with what the client's settings ask for.
     */
    private static String logoutToken(KeycloakSession session, ClientModel client, Notice notice) {
        LogoutToken token = new LogoutToken();
        token.id(notice.id());
        token.issuer(notice.issuer());
        token.addAudience(client.getClientId());
        token.subject(subject(session, client, notice.user()));
        token.iat(notice.at());
        token.exp(Time.currentTimeSeconds() + LIFESPAN);
        token.putEvents(TokenUtil.TOKEN_BACKCHANNEL_LOGOUT_EVENT, JsonSerialization.createObjectNode());
        notice.claims().forEach(token::setOtherClaims);
        if (notice.sid() != null) {
            OIDCAdvancedConfigWrapper settings = OIDCAdvancedConfigWrapper.fromClientModel(client);
            if (settings.isBackchannelLogoutSessionRequired()) {
                token.setSid(notice.sid());
            }
            if (settings.getBackchannelLogoutRevokeOfflineTokens()) {
                token.putEvents(TokenUtil.TOKEN_BACKCHANNEL_LOGOUT_EVENT_REVOKE_OFFLINE_TOKENS,
                        JsonSerialization.createObjectNode());
            }
        }
        session.getContext().setClient(client);
        return session.tokens().encode(token);
    }

    /** What {@code client} knows the user by: Keycloak's id, unless a mapper of its own makes a pairwise one. */
    private static String subject(KeycloakSession session, ClientModel client, String user) {
        return client.getProtocolMappersStream().map(model -> pairwise(session, client, model, user)).flatMap(Optional::stream)
                .findFirst().orElse(user);
    }

    private static Optional<String> pairwise(KeycloakSession session, ClientModel client, ProtocolMapperModel model,
            String user) {
        ProtocolMapper mapper = (ProtocolMapper) session.getKeycloakSessionFactory()
                .getProviderFactory(ProtocolMapper.class, model.getProtocolMapper());
        if (!(mapper instanceof AbstractPairwiseSubMapper pairwise)) {
            return Optional.empty();
        }
        String uri = PairwiseSubMapperHelper.getSectorIdentifierUri(model);
        String sector = uri != null && !uri.isEmpty() ? PairwiseSubMapperUtils.resolveValidSectorIdentifier(uri)
                : PairwiseSubMapperUtils.resolveValidSectorIdentifier(client.getRootUrl(), client.getRedirectUris());
        return Optional.of(pairwise.generateSub(model, sector, user));
    }
}
