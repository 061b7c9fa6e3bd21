package org.mcxidms.authenticator.suspension;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * Mails that wait for the mail server, so that nothing else waits for it: neither the administrator's answer nor the end of the
 * next account's sessions. A mail is a courtesy, so that the queue lives in memory and ends with the node.
 */
final class MailQueue {

    private static final Logger LOG = Logger.getLogger(MailQueue.class);
    private static final int THREADS = 4;
    private static final int LIMIT = 10_000;

    private final ThreadPoolExecutor mails = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LIMIT), task -> {
                Thread thread = new Thread(task, "mcx-suspension-mail");
                thread.setDaemon(true);
                return thread;
            });

    MailQueue() {
        mails.allowCoreThreadTimeOut(true);
    }

    void add(String userId, Runnable mail) {
        try {
            mails.execute(() -> {
                try {
                    mail.run();
                } catch (RuntimeException e) {
                    LOG.warnf(e, "User %s could not be told by mail that the MC account is not valid", userId);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warnf("User %s is not told by mail that the MC account is not valid: %d mails wait for the mail server",
                    userId, mails.getQueue().size());
        }
    }

    void close() {
        mails.shutdownNow();
    }
}
