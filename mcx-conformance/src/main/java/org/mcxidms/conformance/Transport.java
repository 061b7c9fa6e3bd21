package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.13: TLS, and the security headers of the login page. */
final class Transport {

    private Transport() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required("B.13-https", "Every endpoint is https", idms -> {
                    onlyWithTls(idms);
                    List<URI> plain = Stream.of(URI.create(idms.target().issuer()), idms.metadata().getTokenEndpointURI(),
                            idms.metadata().getAuthorizationEndpointURI(), idms.metadata().getJWKSetURI())
                            .filter(uri -> !"https".equals(uri.getScheme())).toList();
                    expect(plain.isEmpty(), "these endpoints are not https: " + plain);
                    return "all https";
                }),
                Check.required("B.13-tls", "The server speaks TLS 1.2 or newer, by a certificate that is trusted here", idms -> {
                    URI issuer = withTls(idms);
                    try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket(
                            issuer.getHost(), port(issuer))) {
                        SSLParameters parameters = socket.getSSLParameters();
                        parameters.setEndpointIdentificationAlgorithm("HTTPS");
                        socket.setSSLParameters(parameters);
                        socket.startHandshake();
                        String version = socket.getSession().getProtocol();
                        expect(Set.of("TLSv1.2", "TLSv1.3").contains(version), "the server negotiates " + version);
                        return version + " " + socket.getSession().getCipherSuite();
                    } catch (SSLException e) {
                        throw Finding.notMet("the TLS handshake failed: " + e.getMessage());
                    }
                }),
                Check.required("B.13-tls-old", "TLS 1.1 and older versions are refused (TS 33.210, 6.2.1)", idms -> {
                    URI issuer = withTls(idms);
                    for (int version : new int[] {ClientHello.TLS_1_0, ClientHello.TLS_1_1}) {
                        Optional<ClientHello.Choice> choice = hello(issuer, version, CipherSuites.WEAK.keySet());
                        expect(choice.isEmpty(), "the server speaks TLS 1." + (version - ClientHello.TLS_1_0));
                    }
                    return "refused";
                }).strictOnly().after("B.13-tls"),
                Check.recommended("B.13-cipher-suites",
                        "TLS 1.2 has cipher suites with forward secrecy and authenticated encryption, "
                                + "and no others (TS 33.310, annex E)",
                        idms -> {
                            URI issuer = withTls(idms);
                            Optional<ClientHello.Choice> good = hello(issuer, ClientHello.TLS_1_2, CipherSuites.GOOD.keySet());
                            expect(good.isPresent(), "the server has no such suite");
                            List<String> weak = weakSuites(issuer);
                            expect(weak.isEmpty(), "the server agrees to " + String.join(", ", weak));
                            return CipherSuites.GOOD.get(good.get().suite());
                        }).after("B.13-tls"),
                Check.recommended("B.13-frames", "The login page forbids other sites to frame it", idms -> {
                    HTTPResponse page = page(idms);
                    String policy = String.valueOf(page.getHeaderValue("Content-Security-Policy"));
                    expect(policy.contains("frame-ancestors") || page.getHeaderValue("X-Frame-Options") != null,
                            "the login page has neither frame-ancestors nor X-Frame-Options");
                    return "forbidden";
                }),
                Check.recommended("B.13-page-cache", "The login page is not cached", idms -> {
                    String value = String.valueOf(page(idms).getHeaderValue("Cache-Control"));
                    expect(value.contains("no-store"), "the login page's Cache-Control is " + value);
                    return "Cache-Control: " + value;
                }));
    }

    private static HTTPResponse page(Idms idms) {
        UserAgent.Landing landing = idms.userAgent().open(idms.authorization(McNames.OPENID_PTT).uri());
        Finding.precondition(UserAgent.showsLogin(landing), "the server shows no login page");
        return landing.page();
    }

    private static URI withTls(Idms idms) {
        onlyWithTls(idms);
        URI issuer = URI.create(idms.target().issuer());
        expect("https".equals(issuer.getScheme()), "the issuer is not https");
        return issuer;
    }

    /** Every one, so that an operator knows what to switch off: a server tells one suite in an answer, the one it likes best. */
    private static List<String> weakSuites(URI issuer) throws IOException {
        Map<Integer, String> left = new LinkedHashMap<>(CipherSuites.WEAK);
        List<String> agreed = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<ClientHello.Choice> choice = hello(issuer, ClientHello.TLS_1_2, left.keySet());
            if (choice.isEmpty()) {
                break;
            }
            String suite = left.remove(choice.get().suite());
            expect(suite != null, "the server chooses a cipher suite that was not offered");
            agreed.add(suite);
        }
        return agreed;
    }

    private static Optional<ClientHello.Choice> hello(URI issuer, int version, Set<Integer> suites) throws IOException {
        return ClientHello.offer(issuer.getHost(), port(issuer), version, suites);
    }

    private static int port(URI issuer) {
        return issuer.getPort() < 0 ? Http.HTTPS : issuer.getPort();
    }

    private static void onlyWithTls(Idms idms) {
        URI issuer = URI.create(idms.target().issuer());
        try {
            if ("http".equals(issuer.getScheme()) && InetAddress.getByName(issuer.getHost()).isLoopbackAddress()) {
                throw Finding.notApplicable("the server is reached by plain HTTP on the loopback address of this machine");
            }
        } catch (UnknownHostException e) {
            throw Finding.notTested("the host " + issuer.getHost() + " is unknown");
        }
    }
}
