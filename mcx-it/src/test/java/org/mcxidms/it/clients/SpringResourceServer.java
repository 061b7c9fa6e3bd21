package org.mcxidms.it.clients;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.introspection.SpringOpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.McxClient;

/**
 * A group management server by Spring Security: it takes the scope for authorities.
 * Which tokens are good is checked by signature, or asked of the IdMS each time.
 */
final class SpringResourceServer implements AutoCloseable {

    static final String GROUP_CONFIGURATION = "/mcptt/group-config";
    private static final String SCOPE = "3gpp:mc:ptt_group_management_service";

    private final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
    private final Tomcat tomcat = new Tomcat();

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class BySignature {

        @Bean
        JwtDecoder decoder(McxClient idms) {
            NimbusJwtDecoder decoder = JwtDecoders.fromIssuerLocation(idms.issuer());
            // B.12: by default Spring accepts a token for a minute after its end.
            decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                    new JwtTimestampValidator(Duration.ZERO), new JwtIssuerValidator(idms.issuer()))));
            return decoder;
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http) throws Exception {
            return rulesOf(http).oauth2ResourceServer(server -> server.jwt(jwt -> {})).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class ByIntrospection {

        @Bean
        OpaqueTokenIntrospector introspector(McxClient idms) {
            return SpringOpaqueTokenIntrospector.withIntrospectionUri(idms.endpoint("token/introspect"))
                    .clientId(idms.clientId()).clientSecret(idms.secret()).build();
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http) throws Exception {
            return rulesOf(http).oauth2ResourceServer(server -> server.opaqueToken(token -> {})).build();
        }
    }

    private static HttpSecurity rulesOf(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests
                .requestMatchers(GROUP_CONFIGURATION).hasAuthority("SCOPE_" + SCOPE).anyRequest().denyAll());
    }

    /**
     * @param configuration {@link BySignature} or {@link ByIntrospection}
     * @param idms the IdMS as this resource server's client sees it
     */
    SpringResourceServer(Class<?> configuration, McxClient idms, Path directory) {
        application.registerBean(McxClient.class, () -> idms);
        application.register(configuration);
        application.refresh();
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "groups", new Groups());
        context.addServletMappingDecoded("/*", "groups");
        FilterDef security = new FilterDef();
        security.setFilterName("security");
        security.setFilter(application.getBean("springSecurityFilterChain", Filter.class));
        context.addFilterDef(security);
        FilterMap everything = new FilterMap();
        everything.setFilterName("security");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Groups extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("groups");
        }
    }

    /** @param accessToken {@code null} for none */
    Answer get(String path, String accessToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
        return Http.send(accessToken == null ? request : request.header("Authorization", "Bearer " + accessToken));
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        application.close();
    }
}
