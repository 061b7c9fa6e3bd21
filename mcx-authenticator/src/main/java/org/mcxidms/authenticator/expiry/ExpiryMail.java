package org.mcxidms.authenticator.expiry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.persistence.EntityManager;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.schedule.OneNode;
import org.mcxidms.core.AccountDate;
import org.mcxidms.core.McUserAttribute;

/**
 * Tells users by mail, once for each end, that their MC account ends within some days. Asks the database alone, by the index of
 * attributes (name, value): users whose attributes are in another storage are not told. One node of a cluster looks in each
 * interval.
 */
final class ExpiryMail implements ScheduledTask {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-expiry-mail";
    /** At most so many mails of a realm in one run; the others are the next run's. */
    static final int LIMIT = 500;

    private static final Logger LOG = Logger.getLogger(ExpiryMail.class);
    private static final String SUBJECT = "mcxAccessEndingSubject";
    private static final String TEMPLATE = "mcx-access-ending.ftl";
    private static final String SLOT = "mcx-expiry-mail:";
    /** Seconds for which one run alone may tell of an end: a run whose mail server is slow may overlap the next one. */
    private static final int CLAIM = 600;

    private final Duration ahead;
    private final Duration interval;

    ExpiryMail(Duration ahead, Duration interval) {
        this.ahead = ahead;
        this.interval = interval;
    }

    @Override
    public void run(KeycloakSession session) {
        if (!OneNode.isThis(session, SLOT, interval)) {
            return;
        }
        List<String> realms = session.realms().getRealmsStream()
                .filter(realm -> realm.getEventsListenersStream().anyMatch(PROVIDER_ID::equals))
                .filter(realm -> !realm.getSmtpConfig().isEmpty())
                .map(RealmModel::getId).toList();
        for (String realm : realms) {
            int sent = 0;
            for (Map.Entry<String, Instant> ending : endings(session, realm)) {
                sent += tell(session, realm, ending.getKey(), ending.getValue()) ? 1 : 0;
                if (sent >= LIMIT) {
                    LOG.infof("Realm %s has more MC accounts that end soon than one run tells of", realm);
                    break;
                }
            }
        }
    }

    private List<Map.Entry<String, Instant>> endings(KeycloakSession session, String realm) {
        Instant now = now();
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), search -> {
            EntityManager database = search.getProvider(JpaConnectionProvider.class).getEntityManager();
            return database.createQuery("select a.user.id, a.value from UserAttributeEntity a where a.name = :name"
                    + " and a.value > :earliest and a.value < :latest and a.user.realmId = :realm and a.user.enabled = true"
                    + " and a.user.email is not null order by a.value", Object[].class)
                    .setParameter("name", McUserAttribute.VALID_UNTIL).setParameter("realm", realm)
                    // Bounds for texts: the greatest offset of a time zone is 18 hours, and the exact comparison follows.
                    .setParameter("earliest", day(now.minus(Duration.ofDays(2))))
                    .setParameter("latest", day(now.plus(ahead).plus(Duration.ofDays(2)))).getResultStream()
                    .flatMap(row -> AccountDate.parse((String) row[1])
                            .filter(end -> end.isAfter(now) && !end.isAfter(now.plus(ahead)))
                            .map(end -> Map.entry((String) row[0], end)).stream())
                    .toList();
        });
    }

    private static String day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    /** @return whether the user was told now; a mail that cannot be sent is tried again by the next run */
    private boolean tell(KeycloakSession session, String realmId, String userId, Instant end) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), telling -> {
            RealmModel realm = telling.realms().getRealm(realmId);
            telling.getContext().setRealm(realm);
            UserModel user = realm == null ? null : telling.users().getUserById(realm, userId);
            String mark = SentMark.of(userId, end);
            if (user == null || user.getEmail() == null || !AccountCheck.verdict(telling, user).isValid()
                    || telling.revokedTokens().contains(mark) || !telling.singleUseObjects().putIfAbsent(SLOT + mark, CLAIM)) {
                return false;
            }
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("mcxEnd", text(end, telling.getContext().resolveLocale(user)));
            try {
                telling.getProvider(EmailTemplateProvider.class).setRealm(realm).setUser(user)
                        .send(SUBJECT, TEMPLATE, attributes);
            } catch (EmailException e) {
                LOG.warnf(e, "User %s could not be told by mail that the MC account ends", userId);
                telling.singleUseObjects().remove(SLOT + mark);
                return false;
            }
            telling.revokedTokens().put(mark, Duration.between(now(), end).toSeconds() + 1);
            return true;
        });
    }

    private static String text(Instant end, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT).withLocale(locale)
                .withZone(ZoneOffset.UTC).format(end);
    }
}
