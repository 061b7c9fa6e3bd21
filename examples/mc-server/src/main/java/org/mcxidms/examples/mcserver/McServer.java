package org.mcxidms.examples.mcserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** An MCPTT server, as far as tokens go: docs/mc-servers.md explains each part. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(Settings.class)
public class McServer {

    public static void main(String[] arguments) {
        SpringApplication.run(McServer.class, arguments);
    }
}
