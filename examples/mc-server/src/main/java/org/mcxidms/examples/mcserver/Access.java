package org.mcxidms.examples.mcserver;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Which token opens what, and how a request is refused. */
@Configuration(proxyBeanMethods = false)
class Access {

    /** The MC service's scope, and the name that it had in Release 13. Spring reads {@code scope} as string and as array. */
    private static final String[] PTT = {"SCOPE_3gpp:mc:ptt_service", "SCOPE_3gpp:mcptt:ptt_server"};
    private static final String[] GROUPS = {
        "SCOPE_3gpp:mc:ptt_group_management_service", "SCOPE_3gpp:mcptt:group_management_server"};

    @Bean
    SecurityFilterChain rules(HttpSecurity http, @Qualifier("accessTokens") JwtDecoder accessTokens) throws Exception {
        return http
                .authorizeHttpRequests(requests -> requests
                        // Without this line a 500, such as where the IdMS does not answer, would go out as 403.
                        .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
                        .requestMatchers(HttpMethod.POST, "/backchannel-logout").permitAll()
                        .requestMatchers("/mcptt/users/{mcptt_id}/**").access(AuthorizationManagers.allOf(has(PTT), isOneself()))
                        .requestMatchers("/mcptt/me").access(has(PTT))
                        .requestMatchers("/mcptt/groups").access(has(GROUPS))
                        .anyRequest().denyAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.decoder(accessTokens)).authenticationEntryPoint(refusals()))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(refusals()))
                // No cookie, no session: nothing that another site could use in a user's name.
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    private static AuthorizationManager<RequestAuthorizationContext> has(String... authorities) {
        return AuthorityAuthorizationManager.hasAnyAuthority(authorities);
    }

    /** The path's MC service ID is the token's. The user name or {@code sub} would not do: MC servers know users by this ID. */
    private static AuthorizationManager<RequestAuthorizationContext> isOneself() {
        return (user, request) -> new AuthorizationDecision(user.get() != null && user.get().getPrincipal() instanceof Jwt token
                && request.getVariables().get("mcptt_id").equals(token.getClaimAsString("mcptt_id")));
    }

    /** TS 24.482, A.2.3: 403 without a token, 401 for one that is not good. Too little scope gets 403 by Spring itself. */
    private static AuthenticationEntryPoint refusals() {
        BearerTokenAuthenticationEntryPoint bad = new BearerTokenAuthenticationEntryPoint();
        return (request, response, failure) -> {
            if (failure instanceof OAuth2AuthenticationException) {
                bad.commence(request, response, failure);
            } else {
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                response.setStatus(HttpStatus.FORBIDDEN.value());
            }
        };
    }
}
