package dev.waybill.standin.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Listens on one port, and gives each connection a thread of its own for as long as the client keeps it: a stand-in has few clients
 * with many requests, and then this takes the least processor time from the one that is being tried.
 */
final class Listener implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final int BACKLOG = 256;

    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Function<Request, Optional<Reply>> answers;
    private final ExecutorService threads;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * Listens from now on.
     *
     * @param name    of its threads
     * @param answers the answer to a request, or nothing when its connection is to be dropped
     */
    Listener(InetSocketAddress address, String name, Function<Request, Optional<Reply>> answers) throws IOException {
        this.answers = answers;
        try {
            server.setReuseAddress(true);        // an outage ends on the port it began on
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.execute(this::accept);
    }

    /** Where it listens, without a trailing slash: {@code http://127.0.0.1:41234}. */
    String url() {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (!closed) {
                acceptOne();
            }
        } finally {
            released.countDown();
        }
    }

    private void acceptOne() {
        try {
            Socket socket = server.accept();
            sockets.add(socket);
            if (closed) {
                drop(socket);
            } else {
                threads.execute(() -> serve(socket));
            }
        } catch (IOException | RejectedExecutionException e) {
            // Closed, a client that was gone before it was let in, or no file handle left for it: one may come free.
            LockSupport.parkNanos(MOMENT.toNanos());
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            new HttpConnection(socket.getInputStream(), socket.getOutputStream()).serve(answers);
        } catch (IOException e) {
            // The client is gone, or we are closing.
        } finally {
            drop(socket);
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, however it went.
        }
    }

    /** Stops listening and drops every connection, in the middle of an answer too. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a port does not fail", e);
        }
        sockets.forEach(this::drop);
        threads.shutdownNow();
        try {
            released.await();                    // while a thread still accepts, nobody else can listen on the port
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
