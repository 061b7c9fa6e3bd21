package org.mcxidms.examples.mcserver;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of {@code application.properties}, which explains them.
 *
 * @param issuer the IdMS
 * @param clientId this server at the IdMS
 */
@ConfigurationProperties("mc-server")
record Settings(String issuer, String clientId, Duration clockSkew, Duration rememberSignOuts) {
}
