package org.mcxidms.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of B.13 that the doubles of {@link FaultMatrixTest} cannot make fail, for these speak no TLS. */
class TransportTest {

    private static final String PASSWORD = "of-the-tests";
    private static final String GOOD_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    @TempDir
    private Path directory;
    private SSLContext before;
    /** What the check said that found something. */
    private String told;

    @BeforeEach
    void keepTrust() throws Exception {
        before = SSLContext.getDefault();
    }

    @AfterEach
    void restoreTrust() {
        SSLContext.setDefault(before);
    }

    @Test
    void trustedCertificateOfTheHostPasses() throws Exception {
        assertThat(found("B.13-tls", "localhost", true, "https")).isEqualTo("TLSv1.3");
    }

    @Test
    void everyEndpointByTlsPasses() throws Exception {
        assertThat(found("B.13-https", "localhost", true, "https")).isEqualTo("all https");
    }

    @Test
    void certificateThatNobodyTrustsIsFound() throws Exception {
        assertThat(found("B.13-tls", "localhost", false, "https")).isEqualTo("NOT_MET");
    }

    @Test
    void certificateOfAnotherHostIsFound() throws Exception {
        assertThat(found("B.13-tls", "other.example", true, "https")).isEqualTo("NOT_MET");
    }

    @Test
    void endpointWithoutTlsIsFound() throws Exception {
        assertThat(found("B.13-https", "localhost", true, "http")).isEqualTo("NOT_MET");
    }

    @Test
    void newVersionsAlonePass() throws Exception {
        assertThat(found("B.13-tls-old", "localhost", true, "https", new String[] {"TLSv1.2", "TLSv1.3"}, null))
                .isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void oldVersionIsFound(String version) throws Exception {
        assertThat(found("B.13-tls-old", "localhost", true, "https", new String[] {version, "TLSv1.2"}, null))
                .isEqualTo("NOT_MET");
    }

    @Test
    void suitesOfTheProfilePass() throws Exception {
        assertThat(found("B.13-cipher-suites", "localhost", true, "https", new String[] {"TLSv1.2", "TLSv1.3"},
                new String[] {"TLS_AES_128_GCM_SHA256", GOOD_SUITE})).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void suiteWithoutAuthenticatedEncryptionIsFound(String suite) throws Exception {
        assertThat(found("B.13-cipher-suites", "localhost", true, "https", new String[] {"TLSv1.2"},
                new String[] {GOOD_SUITE, suite})).isEqualTo("NOT_MET");
        assertThat(told).isEqualTo("the server agrees to " + suite);
    }

    /** Not the one that the server likes best alone. */
    @Test
    void everyWeakSuiteIsNamed() throws Exception {
        String[] weak = {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"};

        assertThat(found("B.13-cipher-suites", "localhost", true, "https", new String[] {"TLSv1.2"},
                new String[] {GOOD_SUITE, weak[0], weak[1], weak[2]})).isEqualTo("NOT_MET");
        assertThat(told).contains(weak).doesNotContain(GOOD_SUITE);
    }

    @Test
    void serverWithoutASuiteOfTheProfileIsFound() throws Exception {
        assertThat(found("B.13-cipher-suites", "localhost", true, "https", new String[] {"TLSv1.3"}, null)).isEqualTo("NOT_MET");
    }

    private String found(String id, String host, boolean isTrusted, String schemeOfTokenEndpoint) throws Exception {
        return found(id, host, isTrusted, schemeOfTokenEndpoint, null, null);
    }

    /** What the check sees, to the first space but for "all https", at a server with a certificate for {@code host}. */
    private String found(String id, String host, boolean isTrusted, String schemeOfTokenEndpoint, String[] versions,
            String[] suites) throws Exception {
        Path store = keytool(host);
        HttpsServer server = server(store, schemeOfTokenEndpoint, versions, suites);
        try {
            SSLContext.setDefault(isTrusted ? Trust.trusting(pem(store)) : before);
            Idms idms = new Idms(Target.at("https://localhost:" + server.getAddress().getPort()).build());
            Check check = Transport.checks().stream().filter(candidate -> candidate.id().equals(id)).findFirst().orElseThrow();
            String seen = check.procedure().run(idms);
            return seen.startsWith("TLSv") ? seen.split(" ")[0] : seen;
        } catch (Finding finding) {
            told = finding.getMessage();
            return finding.kind().name();
        } finally {
            server.stop(0);
        }
    }

    private static HttpsServer server(Path store, String schemeOfTokenEndpoint, String[] versions,
            String[] suites) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                if (versions != null) {
                    wanted.setProtocols(versions);
                }
                if (suites != null) {
                    wanted.setCipherSuites(suites);
                }
                parameters.setSSLParameters(wanted);
            }
        });
        String base = "https://localhost:" + server.getAddress().getPort();
        byte[] discovery = """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","jwks_uri":"%1$s/certs",
                "token_endpoint":"%2$s://localhost/token",
                "response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256"]}""".formatted(base, schemeOfTokenEndpoint)
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/.well-known/openid-configuration", exchange -> {
            exchange.sendResponseHeaders(200, discovery.length);
            exchange.getResponseBody().write(discovery);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Path keytool(String host) throws Exception {
        Path store = directory.resolve(host + ".p12");
        run("-genkeypair", "-alias", "tls", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host,
                "-keystore", store.toString(), "-storepass", PASSWORD);
        return store;
    }

    private Path pem(Path store) throws Exception {
        Path pem = directory.resolve("ca.pem");
        run("-exportcert", "-rfc", "-alias", "tls", "-file", pem.toString(), "-keystore", store.toString(), "-storepass",
                PASSWORD);
        return pem;
    }

    private static void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor()).isZero();
    }
}
