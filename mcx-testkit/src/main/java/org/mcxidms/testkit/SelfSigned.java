package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/** A key and its self-signed certificate, by the JDK's keytool. */
public record SelfSigned(Path store) {

    public static final String PASSWORD = "of-the-tests";
    private static final String ALIAS = "tests";

    /** @param hosts the DNS names that it is good for; may be none */
    public static SelfSigned create(Path directory, String commonName, String... hosts) {
        SelfSigned made = new SelfSigned(directory.resolve("self-signed.p12"));
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + commonName));
        for (String host : hosts) {
            arguments.addAll(List.of("-ext", "san=dns:" + host));
        }
        made.keytool(arguments);
        return made;
    }

    public Certificate certificate() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getCertificate(ALIAS);
    }

    /** The certificate in a file of its own. */
    public Path pem() {
        Path pem = store.resolveSibling("self-signed.pem");
        keytool(List.of("-exportcert", "-rfc", "-file", pem.toString()));
        return pem;
    }

    private void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        command.addAll(List.of("-alias", ALIAS, "-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            if (Processes.complete(new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start()) != 0) {
                throw new IllegalStateException("Failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
