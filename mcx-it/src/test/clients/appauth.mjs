// As an app uses it: a handler of its own instead of a browser, and Basic authentication, which AppAuth leaves to the requestor.
// Of a refusal at the token endpoint, AppAuth tells an app the HTTP status only.
import {
  AuthorizationError, AuthorizationNotifier, AuthorizationRequest, AuthorizationRequestHandler, AuthorizationResponse,
  AuthorizationServiceConfiguration, BaseTokenRequestHandler, BasicQueryStringUtils, FetchRequestor, RevokeTokenRequest, TokenRequest,
} from '@openid/appauth';
import { NodeCrypto } from '@openid/appauth/built/node_support/index.js';
import { serve, settings } from './dialogue.mjs';

class BasicRequestor extends FetchRequestor {
  xhr(request) {
    const encoded = [settings.clientId, settings.secret].map(encodeURIComponent).join(':');
    return super.xhr({ ...request, headers: { ...request.headers, Authorization: `Basic ${btoa(encoded)}` } });
  }
}

class Handler extends AuthorizationRequestHandler {
  performAuthorizationRequest(configuration, request) {
    this.request = request;
    this.url = this.buildRequestUrl(configuration, request);
  }

  async completeAuthorizationRequest() {
    const answer = this.utils.parseQueryString(new URL(this.landedAt).search);
    if (answer.state !== this.request.state) {
      throw new Error('state');
    }
    return { request: this.request, response: answer.code ? new AuthorizationResponse(answer) : null,
      error: answer.error ? new AuthorizationError(answer) : null };
  }
}

const configuration = await AuthorizationServiceConfiguration.fetchFromIssuer(settings.issuer, new FetchRequestor());
const handler = new Handler(new BasicQueryStringUtils(), new NodeCrypto());
const tokenHandler = new BaseTokenRequestHandler(new BasicRequestor());
const registration = { client_id: settings.clientId, redirect_uri: settings.redirectUri };

const claims = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const tokens = async request => {
  const answer = await tokenHandler.performTokenRequest(configuration, new TokenRequest({ ...registration, ...request }));
  return { ...answer.toJson(), claims: claims(answer.idToken) };
};

await serve({
  authorize: async ({ scope, method }) => {
    const extras = { acr_values: '3gpp:acr:password' };
    const plain = method === 'plain' ? { code_challenge: 'p'.repeat(43), code_challenge_method: method } : {};
    const request = new AuthorizationRequest({ ...registration, scope, extras: { ...extras, ...plain } },
      new NodeCrypto(), method !== 'plain');
    await request.setupCodeVerifier();
    handler.performAuthorizationRequest(configuration, request);
    return { url: handler.url };
  },
  callback: async ({ url }) => {
    let landed;
    const notifier = new AuthorizationNotifier();
    notifier.setAuthorizationListener((request, response, error) => { landed = { request, response, error }; });
    handler.landedAt = url;
    await handler.setAuthorizationNotifier(notifier).completeAuthorizationRequestIfPossible();
    if (landed.error) {
      return { error: landed.error.error };
    }
    return tokens({ grant_type: 'authorization_code', code: landed.response.code,
      extras: { code_verifier: landed.request.internal.code_verifier } });
  },
  refresh: ({ token }) => tokens({ grant_type: 'refresh_token', refresh_token: token }),
  revoke: async ({ token }) => {
    await tokenHandler.performRevokeTokenRequest(configuration,
      new RevokeTokenRequest({ token, token_type_hint: 'refresh_token', client_id: settings.clientId }));
  },
});
