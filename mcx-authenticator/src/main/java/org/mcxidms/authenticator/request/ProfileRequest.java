package org.mcxidms.authenticator.request;

import java.util.List;
import java.util.Set;

/**
 * What an authentication or access token request says, as far as {@link ProfileRule} looks at it. Parameters are {@code null}
 * where the request does not have them.
 *
 * @param knownAcrValues the values of {@code acr_values} that the client or the realm maps to a level
 * @param basic          whether the client authenticates by HTTP Basic
 */
record ProfileRequest(String responseType, List<String> scopes, String redirectUri, String state, List<String> acrValues,
        Set<String> knownAcrValues, String codeChallenge, String codeChallengeMethod, String clientId, boolean basic) {

    static ProfileRequest authorization(String responseType, List<String> scopes, String redirectUri, String state,
            List<String> acrValues, Set<String> knownAcrValues, String codeChallenge, String codeChallengeMethod) {
        return new ProfileRequest(responseType, scopes, redirectUri, state, acrValues, knownAcrValues, codeChallenge,
                codeChallengeMethod, null, false);
    }

    static ProfileRequest token(String clientId, String redirectUri, boolean basic) {
        return new ProfileRequest(null, List.of(), redirectUri, null, List.of(), Set.of(), null, null, clientId, basic);
    }
}
