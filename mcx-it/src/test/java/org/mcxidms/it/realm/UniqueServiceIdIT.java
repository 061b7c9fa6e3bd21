package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** No two users of a realm get one MC service ID, whichever way of storing a user that asks the user profile is taken. */
@ExtendWith(McxExtension.class)
final class UniqueServiceIdIT {

    private static final String TAKEN = "mcx.profile.service_id.taken";

    private final Mcx mcx;
    private final Realm realm;

    UniqueServiceIdIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcptt_id", "mcvideo_id", "mcdata_id"})
    void idOfAnotherUserIsRefused(String attribute) {
        String taken = realm.users().fullUser("owner").get(attribute).get(0);
        TestUser user = realm.users().fullUser("second");
        List<String> before = user.get(attribute);

        assertTaken(user, attribute, taken);
        // The owner's is in lower case: capitals do not make another ID of it.
        assertTaken(user, attribute, taken.toUpperCase(Locale.ROOT));
        assertTaken(user, attribute, taken.replace("sip:", "SIP:"));
        assertThat(user.get(attribute)).isEqualTo(before);

        String username = "third-" + UUID.randomUUID() + "@org.com";
        try (Response response = create(realm, username, Map.of(attribute, List.of(taken)))) {
            assertThat(response.getStatus()).isEqualTo(400);
            assertThat(response.readEntity(String.class)).contains(TAKEN, attribute);
        }
        assertThat(realm.admin().users().searchByUsername(username, true)).isEmpty();
    }

    @Test
    void ownIdIsKeptRespeltAndGivenUp() {
        TestUser owner = realm.users().fullUser("owner");
        TestUser heir = realm.users().user("heir");
        String id = owner.get("mcptt_id").get(0);

        owner.set("mcptt_id", id).set("mc_valid_until", "2999-01-01").set("mcvideo_id", id);
        owner.set("mcptt_id", id.replace("owner", "Owner"));
        owner.set("mcptt_id", id).set("mcptt_id");
        heir.set("mcptt_id", id);
        assertTaken(owner, "mcptt_id", id);

        heir.delete();
        owner.set("mcptt_id", id);
        assertThat(owner.get("mcptt_id")).containsExactly(id);
    }

    @Test
    void idOfAnotherServiceIsRefusedWhereTheOperatorSaysSo() {
        TestUser inShippedRealm = realm.users().fullUser("owner");
        TestUser namesake = realm.users().user("other").set("mcvideo_id", inShippedRealm.get("mcptt_id").get(0));
        assertThat(namesake.get("mcvideo_id")).isEqualTo(inShippedRealm.get("mcptt_id"));

        try (Realm strict = mcx.realmLike("across", file -> {})) {
            UPConfig profile = strict.admin().users().userProfile().getConfiguration();
            profile.getAttribute("mcvideo_id").getValidations().get("mcx-unique-service-id").put("across-services", true);
            strict.admin().users().userProfile().update(profile);
            TestUser owner = strict.users().fullUser("owner");
            TestUser user = strict.users().user("other");

            assertTaken(user, "mcvideo_id", owner.get("mcptt_id").get(0));
            assertTaken(user, "mcvideo_id", owner.get("mcdata_id").get(0));
            assertTaken(user, "mcvideo_id", owner.get("mcvideo_id").get(0));
            user.set("mcvideo_id", "sip:free@org.com");
            owner.set("mcvideo_id", owner.get("mcptt_id").get(0));
        }
    }

    /** The index of user attributes compares letter by letter, so that a look-up in lower case does not see the owner's ID. */
    @Test
    void idInCapitalsIsFoundInAnyCase() {
        String id = "sip:Fire-" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT) + "@Org.com";
        TestUser owner = realm.users().user("owner").set("mcptt_id", id);
        TestUser second = realm.users().user("second");

        List<String> others = List.of(id.toLowerCase(Locale.ROOT), id.toUpperCase(Locale.ROOT).replace("SIP:", "sip:"),
                id.replace("Fire", "fIRE"));
        others.forEach(other -> assertTaken(second, "mcptt_id", other));
        // The owner may spell it anew, as often as he likes; the last spelling counts.
        others.forEach(other -> owner.set("mcptt_id", other).set("mcptt_id", id));
        others.forEach(other -> assertTaken(second, "mcptt_id", other));

        owner.set("mcptt_id", "sip:other-" + UUID.randomUUID() + "@org.com");
        second.set("mcptt_id", id.replace("Fire", "FIRE"));
        assertTaken(owner, "mcptt_id", id.toLowerCase(Locale.ROOT));
        second.delete();
        owner.set("mcptt_id", id.toLowerCase(Locale.ROOT));
    }

    /** An import asks no validator, and an older release noted no capitals: the ID is noted when its user is saved. */
    @Test
    void importedIdInCapitalsIsFoundOnceItsUserIsSaved() {
        String username = "imported-" + UUID.randomUUID() + "@org.com";
        String id = "sip:Imported-" + UUID.randomUUID() + "@org.com";
        UserRepresentation imported = new UserRepresentation();
        imported.setUsername(username);
        imported.setEnabled(true);
        imported.setAttributes(Map.of("mcptt_id", List.of(id)));
        PartialImportRepresentation file = new PartialImportRepresentation();
        file.setUsers(List.of(imported));
        try (Response response = realm.admin().partialImport(file)) {
            assertThat(response.getStatus()).isEqualTo(200);
        }

        realm.users().external(username, "").set("mc_valid_until", "2999-01-01");

        assertTaken(realm.users().user("second"), "mcptt_id", id.toLowerCase(Locale.ROOT));
    }

    @Test
    void ofManyAtOnceInAnyCaseOneGetsTheId() throws Exception {
        String id = "sip:RACE-" + UUID.randomUUID() + "@org.com";
        assertOneGetsIt(Stream.of("RACE", "race", "Race", "rACE", "raCE", "racE", "RAce", "RACe")
                .map(spelling -> id.replace("RACE", spelling)).toList());
    }

    /** A scheme has no case (RFC 3261, 19.1.4), and the database compares letter by letter. */
    @Test
    void schemeInCapitalsMakesNoOtherId() {
        String id = "old-" + UUID.randomUUID() + "@org.com";
        realm.users().user("capitals").set("mcptt_id", "SIP:" + id);

        assertTaken(realm.users().user("second"), "mcptt_id", "sip:" + id);
        assertTaken(realm.users().user("third"), "mcptt_id", "Sip:" + id);
        realm.users().user("secure").set("mcptt_id", "sips:" + id);
    }

    @Test
    void ofManyAtOnceOneGetsTheId() throws Exception {
        String id = "sip:race-" + UUID.randomUUID() + "@org.com";
        assertOneGetsIt(Collections.nCopies(12, id));
        assertThat(realm.admin().users().searchByAttributes("mcptt_id:" + id)).hasSize(1);
    }

    /** Of as many new users at once, each with one of the {@code ids}. */
    private void assertOneGetsIt(List<String> ids) throws Exception {
        List<Callable<Integer>> creations = new ArrayList<>();
        for (String id : ids) {
            String username = "race-" + UUID.randomUUID() + "@org.com";
            creations.add(() -> {
                try (Response response = create(realm, username, Map.of("mcptt_id", List.of(id)))) {
                    return response.getStatus();
                }
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(creations.size());
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : threads.invokeAll(creations)) {
                statuses.add(status.get());
            }
            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 400);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Response create(Realm realm, String username, Map<String, List<String>> attributes) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEnabled(true);
        user.setAttributes(attributes);
        return realm.admin().users().create(user);
    }

    /** Otherwise one user's ID would stand in for a service for which another user has the same ID. */
    @Test
    void standInMakesIdsUniqueAcrossServices() {
        try (Realm standIn = mcx.realmLike("stand-in",
                file -> file.mapper("mcx-service-id-mapper").put("mc.service.id.stand.in", "ptt"))) {
            String taken = standIn.users().pttUser("stands-in").get("mcptt_id").get(0);
            TestUser user = standIn.users().fullUser("other-service");

            assertTaken(user, "mcvideo_id", taken);
        }
    }

    private static void assertTaken(TestUser user, String attribute, String value) {
        assertThatThrownBy(() -> user.set(attribute, value)).isInstanceOfSatisfying(BadRequestException.class,
                refusal -> assertThat(Json.parse(refusal.getResponse().readEntity(String.class)).path("errorMessage").asText())
                        .isEqualTo(TAKEN));
    }
}
