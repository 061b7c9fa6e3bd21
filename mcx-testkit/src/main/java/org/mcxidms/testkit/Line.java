package org.mcxidms.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A TCP line to a port of this machine that can be cut and comes back. */
public final class Line implements AutoCloseable {

    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile ServerSocket entrance;
    private boolean silent;

    public Line(int target) {
        this.target = target;
        this.port = Settings.freePort();
        listen();
    }

    /** Its near end, on the loopback address. */
    public int port() {
        return port;
    }

    /** As where the other side is down: connections are closed, and new ones refused. */
    public void refuse() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Line::close);
        open.clear();
    }

    /** As where packets are lost: nothing arrives and nothing is closed; what was sent arrives once the line is back. */
    public synchronized void silence() {
        silent = true;
    }

    /** The line is as it was before the cut. */
    public synchronized void restore() {
        silent = false;
        notifyAll();
        if (entrance.isClosed()) {
            listen();
        }
    }

    private void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            entrance = socket;
            threads.submit(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket near = from.accept();
                open.add(near);
                awaitSound();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(far);
                // Otherwise the second part of an answer waits 40 ms for the acknowledgement of the first.
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                threads.submit(() -> pump(near, far));
                threads.submit(() -> pump(far, near));
            } catch (IOException e) {
                // Refused from now on, or the other side is down.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                awaitSound();
                out.write(buffer, 0, length);
            }
            awaitSound();
        } catch (IOException e) {
            // Closed by one side or by the cut.
        }
        open.remove(from);
        open.remove(to);
    }

    private synchronized void awaitSound() {
        while (silent) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        refuse();
        threads.shutdownNow();
    }
}
