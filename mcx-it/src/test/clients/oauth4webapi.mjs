import * as oauth from 'oauth4webapi';
import { serve, settings } from './dialogue.mjs';

const plainHttp = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(settings.issuer);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plainHttp));
const client = { client_id: settings.clientId };
const basic = oauth.ClientSecretBasic(settings.secret);
let request;

const told = tokens => ({ ...tokens, claims: oauth.getValidatedIdTokenClaims(tokens) });

await serve({
  authorize: async ({ scope, method }) => {
    request = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: 'code', client_id: client.client_id, redirect_uri: settings.redirectUri, scope,
      state: request.state, nonce: request.nonce, acr_values: '3gpp:acr:password', code_challenge_method: method,
      code_challenge: method === 'plain' ? request.verifier : await oauth.calculatePKCECodeChallenge(request.verifier),
    });
    return { url: url.href };
  },
  callback: async ({ url }) => {
    const parameters = oauth.validateAuthResponse(server, client, new URL(url), request.state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, basic, parameters, settings.redirectUri,
      request.verifier, plainHttp);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response,
      { expectedNonce: request.nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response, plainHttp);
    return told(tokens);
  },
  refresh: async ({ token }) => told(await oauth.processRefreshTokenResponse(server, client,
    await oauth.refreshTokenGrantRequest(server, client, basic, token, plainHttp))),
  revoke: async ({ token }) => oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, basic, token, plainHttp)),
});
