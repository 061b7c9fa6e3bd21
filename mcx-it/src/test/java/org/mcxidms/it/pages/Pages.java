package org.mcxidms.it.pages;

import org.mcxidms.testkit.Realm;

/** Addresses of pages. */
final class Pages {

    static final String REDIRECT_URI = "http://127.0.0.1/cb";

    private Pages() {
    }

    /** The login page of {@code mcptt_client}, by a complete request of the profile. */
    static String login(Realm realm, String... scopes) {
        return realm.nativeClient().withRedirectUri(REDIRECT_URI).authorization(scopes).url();
    }

    /** The page of a required action, after the login. */
    static String action(Realm realm, String action) {
        return login(realm, "openid") + "&kc_action=" + action;
    }
}
