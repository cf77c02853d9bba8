package dev.waybill.rehearsal;

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

/** Stands between two that speak TCP, on loopback, until it is cut: then every connection breaks and none can be made. */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket door;

    /** @param targetPort on loopback */
    public TcpProxy(int targetPort) {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        try {
            this.port = Rehearsal.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mend();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Takes connections, again. */
    public synchronized void mend() {
        if (door != null) {
            return;
        }
        try {
            door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket listening = door;
        start(() -> take(listening));
    }

    /** Breaks every connection; new ones are refused. */
    public synchronized void cut() {
        if (door == null) {
            return;
        }
        close(door);
        door = null;
        open.forEach(TcpProxy::close);
        open.clear();
    }

    private void take(ServerSocket listening) {
        while (true) {
            try {
                Socket near = listening.accept();
                Socket far = new Socket();
                far.connect(target);
                open.add(near);
                open.add(far);
                if (listening.isClosed()) {
                    close(near);
                    close(far);
                }
                start(() -> pump(near, far));
                start(() -> pump(far, near));
            } catch (IOException cut) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            // the other side sees its connection closed, as it would without the proxy
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cut();
    }
}
