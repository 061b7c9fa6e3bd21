package org.mcxidms.authenticator.suspension.notice;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.CommonClientSessionModel;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.schedule.DaemonThreads;
import org.mcxidms.authenticator.suspension.notice.NoticeStore.Claimed;
import org.mcxidms.core.McEvent;

/**
 * Tells MC servers that tokens of an account must not be taken any more, and the clients of a session that the session has ended.
 * What is to be told is stored in the transaction that changed the account, and sent from there by any node, so that nobody waits
 * for a client and a restart loses nothing.
 *
 * <p>Each server has lanes of its own: one that hangs delays no other. Memory holds a batch of notices for each lane.
 */
public final class Notices implements AutoCloseable {

    /** So many wait for one server at most; what comes then is dropped, with an event. */
    private static final int LIMIT = 100_000;
    /** What a lane takes at once. */
    private static final int BATCH = 25;
    /** Seconds for which a notice is one node's. If that node is killed, another tells its batch after so many. */
    private static final int LEASE = 40;
    /** Seconds in which a lane sends what it has taken; the rest of the lease is for the last answer and for the database. */
    private static final int SENDING = 20;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LONGEST_PAUSE = 30;
    private static final int LANES = 64;
    private static final int LANES_FOR_ONE = 4;
    private static final Logger LOG = Logger.getLogger(Notices.class);

    private final KeycloakSessionFactory factory;
    private final Duration giveUpAfter;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, DaemonThreads.named("mcx-notice-clock"));
    private final ExecutorService lanes = new ThreadPoolExecutor(
            0, LANES, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), DaemonThreads.named("mcx-notice"));
    private final AtomicBoolean asked = new AtomicBoolean();
    /** The lanes that are open, by client. */
    private final Map<String, Integer> busy = new ConcurrentHashMap<>();
    /** Of each client one lane at a time claims: two would look at the same rows, and one would wait for the other in vain. */
    private final Map<String, Object> claims = new ConcurrentHashMap<>();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    /** The second until which a server is left alone, by client. */
    private final Map<String, Integer> paused = new ConcurrentHashMap<>();
    private volatile boolean closing;

    public Notices(KeycloakSessionFactory factory, Duration giveUpAfter) {
        this.factory = factory;
        this.giveUpAfter = giveUpAfter;
    }

    public void start() {
        clock.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Every server of the account is told; sent once the transaction of {@code session} is committed. */
    public void tellAll(KeycloakSession session, AccountSnapshot account, String issuer) {
        tell(session, account, account.servers(), issuer);
    }

    /** Servers are told of an account that stays valid: all of a changed MC service ID, some of a role that is withdrawn. */
    public void tellOfChange(KeycloakSession session, AccountSnapshot before, AccountSnapshot now, String issuer) {
        tell(session, before, before.serversToldOf(now), issuer);
    }

    private void tell(KeycloakSession session, AccountSnapshot account, Set<String> clients, String issuer) {
        RealmModel realm = session.getContext().getRealm();
        for (String id : clients) {
            store(session, realm.getClientById(id), new Notice(UUID.randomUUID().toString(), realm.getId(), id, account.user(),
                    null, issuer, now(), account.serviceIds(), 0));
        }
    }

    /**
     * The session's OpenID Connect clients are told that it ends. Keycloak would call them while the administrator waits; it leaves
     * out those that this has marked as logged out.
     */
    public void tellOfEnd(KeycloakSession session, UserSessionModel ending) {
        RealmModel realm = session.getContext().getRealm();
        for (AuthenticatedClientSessionModel part : ending.getAuthenticatedClientSessions().values()) {
            ClientModel client = part == null ? null : part.getClient();
            if (client != null && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(part.getProtocol()) && !client.isFrontchannelLogout()
                    && Receiver.of(session, client).isPresent()) {
                part.setAction(CommonClientSessionModel.Action.LOGGED_OUT.name());
                store(session, client, new Notice(UUID.randomUUID().toString(), realm.getId(), client.getId(),
                        ending.getUser().getId(), ending.getId(), part.getNote(OIDCLoginProtocol.ISSUER), now(), Map.of(), 0));
            }
        }
    }

    private void store(KeycloakSession session, ClientModel client, Notice notice) {
        for (Outcome outcome : Outcome.values()) {
            McMetrics.registerNotice(client.getClientId(), outcome.code());
        }
        NoticeStore store = new NoticeStore(session);
        if (hasRoom(store, client.getId())) {
            store.add(notice);
        } else {
            end(session, client, notice, Outcome.DROPPED);
        }
        session.getTransactionManager().enlistAfterCompletion(new AfterCommit(this::lookNow));
    }

    /** Nothing is locked while the database counts: who waits for it may hold the connection that another needs. */
    private boolean hasRoom(NoticeStore store, String client) {
        int now = now();
        Waiting known = waiting.get(client);
        if (known == null || known.second() != now) {
            waiting.put(client, new Waiting(now, store.waitingFor(client)));
        }
        return waiting.computeIfPresent(client, (id, counted) -> counted.oneMore()).count() <= LIMIT;
    }

    /** How many notices wait for a client: counted once in a second, since each count reads all of them. */
    private record Waiting(int second, long count) {

        Waiting oneMore() {
            return new Waiting(second, count + 1);
        }
    }

    /** Many accounts that end together need one look. A server that shuts down looks when it has started again. */
    private void lookNow() {
        if (!closing && asked.compareAndSet(false, true)) {
            clock.execute(() -> {
                asked.set(false);
                look();
            });
        }
    }

    private void look() {
        if (closing) {
            return;
        }
        try {
            int now = now();
            List<String> due = KeycloakModelUtils.runJobInTransactionWithResult(factory,
                    session -> new NoticeStore(session).clientsDue(now));
            due.stream().filter(client -> paused.getOrDefault(client, 0) <= now).forEach(this::open);
        } catch (RuntimeException e) {
            LOG.debugf(e, "Could not look for logout notices that are due");
        }
    }

    /**
     * At each look a server that has not kept up gets one more lane, up to {@link #LANES_FOR_ONE}; one that does not answer at
     * all is left alone for a while.
     */
    private void open(String client) {
        if (busy.merge(client, 1, Integer::sum) > LANES_FOR_ONE) {
            done(client);
            return;
        }
        try {
            lanes.execute(() -> {
                try {
                    boolean goesOn = true;
                    while (goesOn) {
                        goesOn = sendBatch(client);
                    }
                } catch (RuntimeException e) {
                    LOG.debugf(e, "Logout notices to client %s wait for the next look", client);
                } finally {
                    done(client);
                }
            });
        } catch (RejectedExecutionException e) {
            done(client);
        }
    }

    private void done(String client) {
        busy.computeIfPresent(client, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** One try of one notice. */
    private static final class Try {

        private final Claimed claimed;
        /** {@code null} if the client is gone. */
        private final String clientId;
        /** {@code null} where there is nothing to send. */
        private final Delivery delivery;
        /** {@code null} as long as the try has not been made. */
        private Outcome outcome;

        Try(Claimed claimed, String clientId, Delivery delivery, Outcome outcome) {
            this.claimed = claimed;
            this.clientId = clientId;
            this.delivery = delivery;
            this.outcome = outcome;
        }
    }

    /** Whether there may be more to send to this server now. */
    private boolean sendBatch(String client) {
        int start = now();
        List<Try> batch = claim(client);
        if (batch.isEmpty()) {
            return false;
        }
        boolean answers = true;
        for (Try one : batch) {
            boolean goesOn = answers && !closing && now() < start + SENDING;
            if (goesOn && one.delivery != null) {
                one.outcome = one.delivery.send(clock);
                answers = !one.outcome.isAboutServer();
                if (!answers) {
                    paused.put(client, now() + pause(one.claimed.notice().tries()));
                }
            }
        }
        if (answers) {
            paused.remove(client);
        }
        KeycloakModelUtils.runJobInTransaction(factory, session -> batch.forEach(one -> settle(session, one)));
        return answers && !closing;
    }

    private List<Try> claim(String client) {
        synchronized (claims.computeIfAbsent(client, id -> new Object())) {
            int now = now();
            return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> new NoticeStore(session)
                    .claim(client, now, now + LEASE, BATCH).stream().map(claimed -> prepare(session, claimed)).toList());
        }
    }

    private static Try prepare(KeycloakSession session, Claimed claimed) {
        Optional<ClientModel> client = clientOf(session, claimed.notice());
        String clientId = client.map(ClientModel::getClientId).orElse(null);
        try {
            return client.flatMap(known -> Receiver.of(session, known))
                    .map(receiver -> new Try(claimed, clientId, Delivery.prepare(session, receiver, claimed.notice()), null))
                    .orElseGet(() -> new Try(claimed, clientId, null, Outcome.WITHDRAWN));
        } catch (RuntimeException e) {
            LOG.warnf(e, "No logout token can be made for client %s", clientId);
            return new Try(claimed, clientId, null, Outcome.FAILED);
        }
    }

    /** The notice's client, whose realm becomes that of {@code session}; empty if either is gone. */
    private static Optional<ClientModel> clientOf(KeycloakSession session, Notice notice) {
        RealmModel realm = session.realms().getRealm(notice.realm());
        session.getContext().setRealm(realm);
        return Optional.ofNullable(realm).map(in -> in.getClientById(notice.client()));
    }

    private void settle(KeycloakSession session, Try one) {
        NoticeStore store = new NoticeStore(session);
        Notice notice = one.claimed.notice();
        if (one.outcome == null) {
            store.postpone(one.claimed, notice, now());
            return;
        }
        if (one.clientId != null) {
            McMetrics.notice(one.clientId, one.outcome.code());
        }
        if (one.outcome == Outcome.TOLD || one.outcome == Outcome.WITHDRAWN) {
            store.remove(one.claimed);
        } else if (now() - notice.at() >= giveUpAfter.toSeconds()) {
            store.remove(one.claimed);
            clientOf(session, notice).ifPresent(client -> end(session, client, notice, Outcome.GIVEN_UP));
        } else {
            store.postpone(one.claimed, notice.failed(), now() + pause(notice.tries()));
        }
    }

    private static void end(KeycloakSession session, ClientModel client, Notice notice, Outcome outcome) {
        McMetrics.notice(client.getClientId(), outcome.code());
        new EventBuilder(client.getRealm(), session).event(EventType.LOGOUT_ERROR).user(notice.user()).client(client)
                .detail(McEvent.NOTICE, outcome.code()).error("logout_notice_" + outcome.code());
    }

    /** Seconds until the next try, after {@code tries} before the one that failed now: 1, 2, 4, and so on, some of it by chance. */
    private static int pause(int tries) {
        int longest = (int) Math.min(LONGEST_PAUSE, 1L << Math.min(tries, 10));
        return longest < 4 ? longest : longest - ThreadLocalRandom.current().nextInt(longest / 4);
    }

    /** In seconds, as the column has it. */
    private static int now() {
        return Math.toIntExact(Time.currentTimeSeconds());
    }

    /** What is taken and not sent goes back to the store, so that nobody waits for the end of a lease after a restart. */
    @Override
    public void close() {
        closing = true;
        lanes.shutdown();
        try {
            if (!lanes.awaitTermination(Delivery.TIMEOUT.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("A lane has not ended: its logout notices wait for the end of their lease");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lanes.shutdownNow();
        clock.shutdownNow();
    }
}
