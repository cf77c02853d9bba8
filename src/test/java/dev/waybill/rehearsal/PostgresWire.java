package dev.waybill.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The wire between a gateway and its PostgreSQL, which can fail between two chosen bytes: after a statement was committed and before
 * anybody hears of it, or before it reaches the server.
 */
public final class PostgresWire implements AutoCloseable {

    private final ServerSocket entrance;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Hold hold = new Hold(null, false);

    /** @param answers true: the statement arrives and its answer does not; false: the statement itself does not */
    private record Hold(byte[] text, boolean answers, CountDownLatch struck) {
        Hold(String text, boolean answers) {
            this(text == null ? null : text.getBytes(StandardCharsets.UTF_8), answers, new CountDownLatch(1));
        }
    }

    /** @param server the port of the PostgreSQL on this machine */
    public PostgresWire(int server) {
        this.server = server;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("postgres-wire", this::accept);
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing comes back on a connection that sends a statement with this text in it. */
    public void holdAnswerTo(String text) {
        hold = new Hold(text, true);
    }

    /** From now on nothing gets through on a connection that sends a statement with this text in it. */
    public void holdStatement(String text) {
        hold = new Hold(text, false);
    }

    /** Whether a statement has been held since the last order to. */
    public boolean holds() {
        return hold.struck().getCount() == 0;
    }

    /** New connections work as usual again; held ones stay held. */
    public void release() {
        hold = new Hold(null, false);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                open.add(client);
                connect(client);
            } catch (IOException e) {
                return;                          // the test has ended
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            open.add(upstream);
            Connection connection = new Connection(client, upstream);
            daemon("to-postgres", connection::ask);
            daemon("from-postgres", connection::answer);
        } catch (IOException e) {
            open.remove(client);
            client.close();                      // the server is away, and whoever connects notices
        }
    }

    /** One connection through the wire. */
    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean silent;
        private byte[] tail = new byte[0];

        private Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void ask() {
            pump(client, upstream, true);
        }

        private void answer() {
            pump(upstream, client, false);
        }

        private void pump(Socket from, Socket to, boolean statements) {
            byte[] buffer = new byte[64 * 1024];
            try (from; to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (statements && strikes(buffer, read) || !statements && silent) {
                        continue;
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // either end hung up, which ends the other
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }

        /** Whether these bytes must not reach the server. */
        private boolean strikes(byte[] buffer, int length) {
            Hold now = hold;
            if (now.text() == null) {
                return false;
            }
            byte[] seen = new byte[tail.length + length];
            System.arraycopy(tail, 0, seen, 0, tail.length);
            System.arraycopy(buffer, 0, seen, tail.length, length);
            int kept = Math.min(seen.length, now.text().length - 1);
            tail = Arrays.copyOfRange(seen, seen.length - kept, seen.length);
            if (silent || contains(seen, now.text())) {
                silent = true;
                now.struck().countDown();
                return !now.answers();
            }
            return false;
        }
    }

    private static boolean contains(byte[] bytes, byte[] text) {
        for (int from = 0; from <= bytes.length - text.length; from++) {
            if (Arrays.equals(bytes, from, from + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Set<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close(open);
    }
}
