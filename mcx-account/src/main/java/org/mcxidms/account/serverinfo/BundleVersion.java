package org.mcxidms.account.serverinfo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of the bundle. The build writes the version into a resource. Keycloak's class loader does not give each package the
 * manifest of the jar, so the manifest is not read here.
 */
final class BundleVersion {

    static final String VALUE = read();

    private BundleVersion() {
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream resource = BundleVersion.class.getResourceAsStream("version.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
