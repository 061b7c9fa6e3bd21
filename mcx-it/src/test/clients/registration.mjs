// A device that registers itself, and sends its registration back as RFC 7592, 2.2 says: all that it read, but for what the
// server alone says. kind: how it authenticates.
import * as oidc from 'openid-client';
import { serve, settings } from './dialogue.mjs';

const RSA = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
let config;
let checks;

async function authentication(kind) {
  if (kind === 'certificate') {
    const metadata = { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=radio 7,O=Fire Brigade' };
    return { metadata, method: oidc.TlsClientAuth() };
  }
  if (kind === 'key') {
    const keys = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
    const jwk = { ...await crypto.subtle.exportKey('jwk', keys.publicKey), kid: 'radio-7', use: 'sig', alg: 'RS256' };
    const metadata = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } };
    return { metadata, method: oidc.PrivateKeyJwt({ key: keys.privateKey, kid: jwk.kid }) };
  }
  return { metadata: { token_endpoint_auth_method: 'client_secret_basic' }, method: oidc.ClientSecretBasic() };
}

async function send(registration, method, body) {
  const answer = await oidc.fetchProtectedResource(config, registration.registration_access_token,
    new URL(registration.registration_client_uri), method, body && JSON.stringify(body),
    new Headers({ 'content-type': 'application/json' }));
  return { status: answer.status, body: await answer.json() };
}

await serve({
  register: async ({ kind, token }) => {
    const { metadata, method } = await authentication(kind);
    config = await oidc.dynamicClientRegistration(new URL(settings.issuer), {
      ...metadata, client_name: 'Radio 7', redirect_uris: [settings.redirectUri], response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'], scope: 'openid 3gpp:mc:ptt_service',
      id_token_signed_response_alg: 'RS256', default_acr_values: ['3gpp:acr:password'],
    }, method, { initialAccessToken: token, execute: [oidc.allowInsecureRequests] });
    return config.clientMetadata();
  },
  update: async () => {
    const read = (await send(config.clientMetadata(), 'GET')).body;
    const { registration_access_token, registration_client_uri, client_secret_expires_at, client_id_issued_at, ...sent } = read;
    return { read, ...await send(read, 'PUT', sent) };
  },
  authorize: async ({ scope }) => {
    const verifier = oidc.randomPKCECodeVerifier();
    checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: settings.redirectUri, scope, state: checks.expectedState, acr_values: '3gpp:acr:password',
      code_challenge_method: 'S256', code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    });
    return { url: url.href };
  },
  callback: async ({ url }) => {
    const tokens = await oidc.authorizationCodeGrant(config, new URL(url), checks);
    return { ...tokens, claims: tokens.claims() };
  },
});
