package org.mcxidms.it.faults;

import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Mixed traffic at a fixed rate: the radios refresh and their tokens are introspected, some visit the partner; every two
 * seconds one is logged out, by revocation or by suspension in turn, and logs in again. So the number of sessions stays.
 */
final class Traffic implements AutoCloseable {

    static final int RADIOS = 40;

    private static final Duration TICK = Duration.ofMillis(250);
    private static final int REFRESHES_PER_TICK = 2;
    private static final int TICKS_PER_VISIT = 4;
    private static final int TICKS_PER_LOGOUT = 8;

    private final Mcx mcx;
    private final boolean bundle;
    private final McxClient client;
    private final McxClient resourceServer;
    private final List<TestUser> users = new ArrayList<>();
    private final List<Tokens> tokens = new ArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicLong> wrong = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private long tick;
    private int next;

    /** @param bundle whether the server has the bundle; a stock server has no partner, and disables instead of suspending */
    Traffic(Mcx mcx, boolean bundle) {
        this.mcx = mcx;
        this.bundle = bundle;
        Realm realm = mcx.realm();
        client = realm.nativeClient();
        resourceServer = realm.resourceServer("mcptt-server");
        for (int i = 0; i < RADIOS; i++) {
            TestUser user = realm.users().pttUser("soak");
            users.add(user);
            tokens.add(client.login(user, "openid", PTT));
            if (bundle) {
                linkToPartner(user);
            }
        }
    }

    void start() {
        clock.scheduleAtFixedRate(this::run, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Requests by kind and answer. */
    Map<String, AtomicLong> counts() {
        return counts;
    }

    /** Those of them that should not have come. */
    Map<String, AtomicLong> wrong() {
        return wrong;
    }

    private void run() {
        int radio = 0;
        try {
            for (int i = 0; i < REFRESHES_PER_TICK; i++) {
                radio = next;
                next = (next + 1) % RADIOS;
                refreshAndIntrospect(radio);
            }
            if (bundle && tick % TICKS_PER_VISIT == 0) {
                visitPartner(radio);
            }
            if (tick % TICKS_PER_LOGOUT == 0) {
                if (tick / TICKS_PER_LOGOUT % 2 == 0) {
                    revoke(radio);
                } else {
                    suspend(radio);
                }
                logIn(radio);
            }
        } catch (RuntimeException | AssertionError e) {
            count(wrong, "tick: " + e);
            logIn(radio);
        }
        tick++;
    }

    private void refreshAndIntrospect(int radio) {
        Answer answer = expect("refresh", 200, client.refresh(tokens.get(radio).refreshToken()).send());
        tokens.set(radio, new Tokens(answer));
        expectActive(true, radio);
    }

    private void visitPartner(int radio) {
        Realm partner = mcx.partnerRealm();
        Answer security = expect("security token", 200,
                client.securityToken(tokens.get(radio).accessToken(), partner.issuer()).send());
        expect("jwt-bearer at partner", 200,
                partner.nativeClient().jwtBearer(new Tokens(security).accessToken(), "openid", PTT).send());
    }

    private void revoke(int radio) {
        expect("revocation", 200, client.revoke(tokens.get(radio).refreshToken()).send());
        expect("refresh after revocation", 400, client.refresh(tokens.get(radio).refreshToken()).send());
        expectActive(false, radio);
    }

    private void suspend(int radio) {
        TestUser user = users.get(radio);
        if (bundle) {
            user.suspend();
        } else {
            user.disable();
            user.resource().logout();
        }
        expect("refresh after suspension", 400, client.refresh(tokens.get(radio).refreshToken()).send());
        expectActive(false, radio);
        user.reinstate();
        expect("refresh after reinstatement", 400, client.refresh(tokens.get(radio).refreshToken()).send());
    }

    private void logIn(int radio) {
        try {
            tokens.set(radio, client.login(users.get(radio), "openid", PTT));
            count(counts, "login 200");
        } catch (RuntimeException | AssertionError e) {
            count(wrong, "login: " + e);
        }
    }

    private void expectActive(boolean active, int radio) {
        Answer answer = expect("introspection", 200, resourceServer.introspect(tokens.get(radio).accessToken()).send());
        if (answer.json().path("active").asBoolean() != active) {
            count(wrong, "introspection: active is " + !active);
        }
    }

    private Answer expect(String kind, int status, Answer answer) {
        count(counts, kind + " " + answer.status());
        if (answer.status() != status) {
            count(wrong, kind + ": " + answer.status());
        }
        return answer;
    }

    private static void count(Map<String, AtomicLong> map, String key) {
        map.computeIfAbsent(key, absent -> new AtomicLong()).incrementAndGet();
    }

    private void linkToPartner(TestUser user) {
        mcx.partnerRealm().users().pttUser("visitor").linkTo("mcx", user.id(), user.username());
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
