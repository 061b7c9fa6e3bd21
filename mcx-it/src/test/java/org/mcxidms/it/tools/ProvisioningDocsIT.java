package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.DemoCommands;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;

/** The commands of docs/provisioning.md do what it says. */
@ExtendWith(McxExtension.class)
final class ProvisioningDocsIT {

    @Test
    void oneUserGetsInAndTheOtherIntoTheReport(Mcx mcx, @TempDir Path directory) throws Exception {
        DemoCommands.run("docs/provisioning.md", mcx, directory);

        List<UserRepresentation> users = mcx.realm().admin().users().searchByUsername("grace@org.com", true);
        users.forEach(user -> mcx.realm().admin().users().get(user.getId()).remove());
        assertThat(users).singleElement().satisfies(user -> {
            assertThat(user.isEnabled()).isTrue();
            assertThat(user.getAttributes()).containsEntry("mc_valid_until", List.of("2099-01-01"));
        });
        assertThat(Files.readString(directory.resolve("dry-run.txt"))).contains("dry run: 1 created", "1 rejected");
        assertThat(Files.readString(directory.resolve("report.csv"))).contains("3,malformed@org.com,malformed mcptt_id");
        assertThat(Files.readString(directory.resolve("output"))).contains("status 1");
    }
}
