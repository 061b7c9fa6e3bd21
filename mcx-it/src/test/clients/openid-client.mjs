import * as oidc from 'openid-client';
import { serve, settings } from './dialogue.mjs';

const config = await oidc.discovery(new URL(settings.issuer), settings.clientId, undefined,
  oidc.ClientSecretBasic(settings.secret), { execute: [oidc.allowInsecureRequests] });
let checks;

const told = tokens => ({ ...tokens, claims: tokens.claims() });

await serve({
  authorize: async ({ scope, method }) => {
    const verifier = oidc.randomPKCECodeVerifier();
    checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: settings.redirectUri, scope, state: checks.expectedState, nonce: checks.expectedNonce,
      acr_values: '3gpp:acr:password', code_challenge_method: method,
      code_challenge: method === 'plain' ? verifier : await oidc.calculatePKCECodeChallenge(verifier),
    });
    return { url: url.href };
  },
  callback: async ({ url }) => told(await oidc.authorizationCodeGrant(config, new URL(url), checks)),
  refresh: async ({ token }) => told(await oidc.refreshTokenGrant(config, token)),
  revoke: ({ token }) => oidc.tokenRevocation(config, token),
});
