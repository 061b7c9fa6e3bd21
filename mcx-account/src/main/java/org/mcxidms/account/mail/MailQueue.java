package org.mcxidms.account.mail;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import org.mcxidms.account.schedule.DaemonThreads;

/**
 * Mails that wait for the mail server, so that nothing else waits for it: neither a login, nor an administrator's answer, nor the
 * end of the next account's sessions. A mail is a courtesy, so that the queue lives in memory and ends with the node.
 */
public final class MailQueue {

    private static final Logger LOG = Logger.getLogger(MailQueue.class);
    private static final int THREADS = 4;
    private static final int LIMIT = 10_000;

    private final String news;
    private final ThreadPoolExecutor mails;

    /**
     * @param name of the threads
     * @param news what users are told, for the log: "that …"
     */
    MailQueue(String name, String news) {
        this.news = news;
        mails = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LIMIT),
                DaemonThreads.named(name));
        mails.allowCoreThreadTimeOut(true);
    }

    /** Writes and sends the mail later, on a thread of this queue. */
    void add(String userId, Runnable mail) {
        try {
            mails.execute(() -> {
                try {
                    mail.run();
                } catch (RuntimeException e) {
                    LOG.warnf(e, "User %s could not be told by mail %s", userId, news);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warnf("User %s is not told by mail %s: %d mails wait for the mail server", userId, news, mails.getQueue().size());
        }
    }

    String news() {
        return news;
    }

    void close() {
        mails.shutdownNow();
    }
}
