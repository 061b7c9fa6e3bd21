/**
 * What a test needs to talk to a real server that carries the bundle. Start reading at {@link org.mcxidms.testkit.Mcx}.
 *
 * <pre>{@code
 * @ExtendWith(McxExtension.class)
 * final class SomeIT {
 *
 *     private final Realm realm;
 *
 *     SomeIT(Mcx mcx) {
 *         realm = mcx.realm();
 *     }
 *
 *     @Test
 *     void suspendedUserGetsNoNewToken() {
 *         TestUser user = realm.users().pttUser("suspended");
 *         McxClient client = realm.nativeClient();
 *         Tokens tokens = client.login(user, "openid", "3gpp:mc:ptt_service");
 *         user.suspend();
 *         assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
 *     }
 * }
 * }</pre>
 */
package org.mcxidms.testkit;
