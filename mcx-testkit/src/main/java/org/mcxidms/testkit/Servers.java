package org.mcxidms.testkit;

import org.testcontainers.DockerClientFactory;

/** Chooses how the server under test is started: see docs/testing.md. */
final class Servers {

    private Servers() {
    }

    static McxServer start() {
        String choice = Settings.server();
        if (choice.startsWith("http://")) {
            return new AttachedServer(choice);
        }
        return switch (choice) {
            case "container" -> ContainerServer.start();
            case "distribution" -> LauncherServer.shared();
            case "auto" -> isImageHere() ? ContainerServer.start() : LauncherServer.shared();
            default -> throw new IllegalArgumentException(
                    "mcx.it.server=" + choice + ": container, distribution, auto or a http:// address");
        };
    }

    private static boolean isImageHere() {
        return DockerClientFactory.instance().isDockerAvailable()
                && !DockerClientFactory.lazyClient().listImagesCmd()
                        .withImageNameFilter(ContainerServer.image()).exec().isEmpty();
    }
}
