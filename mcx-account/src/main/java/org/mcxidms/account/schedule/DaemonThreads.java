package org.mcxidms.account.schedule;

import java.util.concurrent.ThreadFactory;

/** Threads of work beside requests: none keeps the server from ending. */
public final class DaemonThreads {

    private DaemonThreads() {
    }

    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
