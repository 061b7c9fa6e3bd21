package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.suspension.McServersAreToldIT.tell;
import static org.mcxidms.it.suspension.NoticeReceiver.AT_ONCE;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** A service that is taken from a user in a way that names no user: the servers of that service are told all the same. */
@ExtendWith(McxExtension.class)
final class RolesTakenBackIT {

    /** The tests' server sweeps every 5 s. */
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration TWO_SWEEPS = Duration.ofSeconds(12);
    private static final String VIDEO = "3gpp:mc:video_service";
    private static final String ROLE = "mcvideo-user";

    private final Mcx mcx;

    RolesTakenBackIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** How a user gets the role, and how it goes again. */
    private interface Way {

        void give(RealmResource realm, TestUser user);

        void take(RealmResource realm);
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of("the group's role is taken", new OfGroup() {
                    @Override
                    public void take(RealmResource realm) {
                        realm.groups().group(group).roles().realmLevel().remove(List.of(role(realm, ROLE)));
                    }
                }),
                Arguments.of("the group is deleted", new OfGroup() {
                    @Override
                    public void take(RealmResource realm) {
                        realm.groups().group(group).remove();
                    }
                }),
                Arguments.of("the role is taken out of another", new OfRole() {
                    @Override
                    public void take(RealmResource realm) {
                        realm.roles().get(CREW).deleteComposites(List.of(role(realm, ROLE)));
                    }
                }),
                Arguments.of("the role that has it is deleted", new OfRole() {
                    @Override
                    public void take(RealmResource realm) {
                        realm.roles().deleteRole(CREW);
                    }
                }));
    }

    private abstract static class OfGroup implements Way {

        String group;

        @Override
        public void give(RealmResource realm, TestUser user) {
            GroupRepresentation crew = new GroupRepresentation();
            crew.setName("crew");
            try (Response created = realm.groups().add(crew)) {
                group = CreatedResponseUtil.getCreatedId(created);
            }
            realm.groups().group(group).roles().realmLevel().add(List.of(role(realm, ROLE)));
            realm.users().get(user.id()).joinGroup(group);
        }
    }

    private abstract static class OfRole implements Way {

        static final String CREW = "crew";

        @Override
        public void give(RealmResource realm, TestUser user) {
            realm.roles().create(new RoleRepresentation(CREW, "", false));
            realm.roles().get(CREW).addComposites(List.of(role(realm, ROLE)));
            user.grantRole(CREW);
        }
    }

    private static RoleRepresentation role(RealmResource realm, String name) {
        return realm.roles().get(name).toRepresentation();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void onlyServersOfThatServiceAreToldOfTheUserWhoHadATokenForIt(String what, Way way) {
        withServers(what, (realm, ptt, video) -> {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().fullUser("taken");
            user.withdrawRole(ROLE);
            TestUser withoutVideo = realm.users().fullUser("without-video");
            withoutVideo.withdrawRole(ROLE);
            TestUser colleague = realm.users().fullUser("colleague");
            List.of(user, withoutVideo).forEach(told -> video.awaitTold(AT_ONCE, realm, "mcvideo-server", told.id()));
            way.give(realm.admin(), user);
            Tokens tokens = client.login(user, "openid", PTT, VIDEO);
            client.login(withoutVideo, "openid", PTT);
            Tokens colleagues = client.login(colleague, "openid", PTT, VIDEO);
            assertThat(tokens.scopes()).contains(VIDEO);
            Polling.pause(TWO_SWEEPS);
            assertThat(video.tokens()).hasSize(2);

            way.take(realm.admin());

            Polling.await(SWEEP, "told", () -> Optional.of(video.tokens(user.id())).filter(all -> all.size() == 2));
            Polling.pause(TWO_SWEEPS);
            assertThat(video.tokens(user.id())).hasSize(2);
            assertThat(video.tokens(withoutVideo.id())).hasSize(1);
            assertThat(video.tokens(colleague.id())).isEmpty();
            assertThat(ptt.tokens()).isEmpty();
            Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());
            assertThat(refreshed.scopes()).contains(PTT).doesNotContain(VIDEO);
            assertThat(new Tokens(client.refresh(colleagues.refreshToken()).send()).scopes()).contains(VIDEO);
        });
    }

    /** The session remembers nothing of what was told. */
    @Test
    void secondTimeIsToldAsWell() {
        withServers("twice", (realm, ptt, video) -> {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().fullUser("twice");
            user.withdrawRole(ROLE);
            video.awaitTold(AT_ONCE, realm, "mcvideo-server", user.id());
            OfRole way = new OfRole() {
                @Override
                public void take(RealmResource in) {
                    in.roles().get(CREW).deleteComposites(List.of(role(in, ROLE)));
                }
            };
            way.give(realm.admin(), user);
            Tokens tokens = client.login(user, "openid", PTT, VIDEO);

            way.take(realm.admin());
            Polling.await(SWEEP, "told", () -> Optional.of(video.tokens()).filter(all -> all.size() == 2));
            realm.admin().roles().get(OfRole.CREW).addComposites(List.of(role(realm.admin(), ROLE)));
            assertThat(new Tokens(client.refresh(tokens.refreshToken()).send()).scopes()).contains(VIDEO);
            way.take(realm.admin());

            Polling.await(SWEEP, "told again", () -> Optional.of(video.tokens()).filter(all -> all.size() == 3));
            assertThat(ptt.tokens()).isEmpty();
        });
    }

    /** An import that overwrites a user removes the old one; no administrator's event says so. */
    @Test
    void userWhomAnImportOverwritesIsTold() {
        withServers("overwritten", (realm, ptt, video) -> {
            TestUser user = realm.users().pttUser("overwritten");
            String id = user.get("mcptt_id").get(0);
            TestUser colleague = realm.users().pttUser("colleague");
            realm.nativeClient().login(user, "openid", PTT);
            UserRepresentation anew = new UserRepresentation();
            anew.setUsername(user.username());
            anew.setEnabled(true);
            anew.setAttributes(Map.of("mcptt_id", List.of("sip:overwritten@org.com")));
            PartialImportRepresentation users = new PartialImportRepresentation();
            users.setIfResourceExists("OVERWRITE");
            users.setUsers(List.of(anew));

            realm.admin().partialImport(users).close();

            assertThat(ptt.awaitTold(AT_ONCE, realm, "mcptt-server", user.id()).getClaim("mcptt_id"))
                    .isEqualTo(id);
            Polling.pause(TWO_SWEEPS);
            assertThat(ptt.tokens()).hasSize(1);
            assertThat(ptt.tokens(colleague.id())).isEmpty();
        });
    }

    private interface Scene {
        void play(Realm realm, NoticeReceiver ptt, NoticeReceiver video);
    }

    private void withServers(String purpose, Scene scene) {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                NoticeReceiver video = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike(purpose.replace(' ', '-').replace("'", ""), file -> {
                    tell(file, "mcptt-server", ptt.url());
                    tell(file, "mcvideo-server", video.url());
                })) {
            scene.play(realm, ptt, video);
        }
    }
}
