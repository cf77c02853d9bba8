package dev.waybill.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of this machine that passes everything on to another one, until its connections are {@link #cut}; new ones are taken,
 * except while it is {@link #away}.
 */
public final class CuttableLine implements AutoCloseable {

    private static final int MOST_WAITING = 50;

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;

    private CuttableLine(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, MOST_WAITING, InetAddress.getLoopbackAddress());
        this.port = door.getLocalPort();
    }

    public static CuttableLine to(int port) throws IOException {
        CuttableLine line = new CuttableLine(port);
        ServerSocket first = line.door;
        start(() -> line.accept(first));
        return line;
    }

    public int port() {
        return port;
    }

    /** Breaks every connection and refuses new ones. */
    public void away() throws IOException {
        door.close();
        cut();
    }

    /** Takes connections again, at the same port. */
    public void back() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST_WAITING);
        door = again;
        start(() -> accept(again));
    }

    /** Breaks every connection there is now. */
    public void cut() {
        sockets.forEach(CuttableLine::close);
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        away();
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                if (listening.isClosed()) {
                    cut();                       // it was taken while the others were cut
                }
                start(() -> pass(near, far));
                start(() -> pass(far, near));
            } catch (IOException e) {
                // closed, or the other end is away: its client sees the same
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end broke; both are closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it was broken already
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cuttable line");
        thread.setDaemon(true);
        thread.start();
    }
}
