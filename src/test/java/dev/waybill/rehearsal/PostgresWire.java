package dev.waybill.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The wire between a gateway and its PostgreSQL, which can fail between two chosen bytes: after a statement was committed and
 * before anybody hears of it, or before it reaches the server.
 */
public final class PostgresWire implements AutoCloseable {

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket entrance;
    private volatile int server;
    private volatile Order order = new Order(null, null);

    private enum Failure { ANSWER_HELD, STATEMENT_HELD, CUT }

    /** @param text of the statement that meets the failure; null: none does */
    private record Order(byte[] text, Failure failure, CountDownLatch struck) {
        Order(String text, Failure failure) {
            this(text == null ? null : text.getBytes(StandardCharsets.UTF_8), failure, new CountDownLatch(1));
        }
    }

    /** @param server the port of the PostgreSQL on this machine */
    public PostgresWire(int server) {
        listen(0, server);
    }

    private void listen(int port, int newServer) {
        server = newServer;
        try {
            entrance = new ServerSocket();
            entrance.setReuseAddress(true);
            entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket current = entrance;
        daemon("postgres-wire", () -> accept(current));
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing comes back on a connection that sends a statement with this text in it, though it is carried out. */
    public void holdAnswerTo(String text) {
        order = new Order(text, Failure.ANSWER_HELD);
    }

    /** From now on nothing gets through on a connection that sends a statement with this text in it, not even that statement. */
    public void holdStatement(String text) {
        order = new Order(text, Failure.STATEMENT_HELD);
    }

    /** The next connection that sends a statement with this text in it is cut before the statement arrives; only that one. */
    public void cutAt(String text) {
        order = new Order(text, Failure.CUT);
    }

    /** Whether a statement has met the failure that was ordered last. */
    public boolean struck() {
        return order.struck().getCount() == 0;
    }

    /** New connections work as usual again; held ones stay held. */
    public void release() {
        order = new Order(null, null);
    }

    /** Nobody listens any more, and every connection ends. */
    public void down() {
        close();
    }

    /** Listens again at the same port as before. */
    public void up(int newServer) {
        listen(port(), newServer);
    }

    private void accept(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket client = at.accept();
                open.add(client);
                connect(client);
            } catch (IOException e) {
                return;                          // closed, for a while or for good
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
        private volatile Failure failure;
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
                    if (statements) {
                        look(buffer, read);
                    }
                    if (failure == Failure.CUT) {
                        return;
                    }
                    if (failure == null || statements && failure == Failure.ANSWER_HELD) {
                        out.write(buffer, 0, read);
                        out.flush();
                    }
                }
            } catch (IOException e) {
                // either end hung up, which ends the other
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }

        /** Looks whether these bytes of the client complete a text that meets a failure. */
        private void look(byte[] buffer, int length) {
            Order now = order;
            if (now.text() == null || failure != null) {
                return;
            }
            byte[] seen = Arrays.copyOf(tail, tail.length + length);
            System.arraycopy(buffer, 0, seen, tail.length, length);
            tail = Arrays.copyOfRange(seen, seen.length - Math.min(seen.length, now.text().length - 1), seen.length);
            if (contains(seen, now.text())) {
                failure = now.failure();
                now.struck().countDown();
                if (failure == Failure.CUT) {
                    order = new Order(null, null, now.struck());
                }
            }
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

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
