package dev.waybill.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this machine that passes everything on to another one, until its connections are cut; new ones are taken. */
public final class CuttableLine implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private CuttableLine(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public static CuttableLine to(int port) throws IOException {
        CuttableLine line = new CuttableLine(port);
        start(line::accept);
        return line;
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Breaks every connection there is now. */
    public void cut() {
        sockets.forEach(CuttableLine::close);
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
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
