package dev.waybill.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * One connection to a server, opened when it is needed and kept. It sends what it is given as it is and once: it repeats and follows
 * nothing by itself, so that whoever measures counts everything that was sent. One exchange at a time.
 */
final class KeptConnection implements AutoCloseable {

    private static final byte[] NOTHING = {};
    /** After such a rest the server may have closed its end: it is looked at before it is trusted with a request. */
    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

    private final int patience;
    private Socket socket;
    private DefaultBHttpClientConnection connection;
    private long used;

    /** @param patience until the connection is there, and between two signs of life of an answer */
    KeptConnection(Duration patience) {
        this.patience = Math.toIntExact(patience.toMillis());
    }

    /** What came back, read to its end. */
    record Exchanged(int status, byte[] body) {
    }

    /**
     * Sends a request and reads its answer, whatever its status.
     *
     * @param to   of the same server every time
     * @param json the body, or null for none
     * @throws IOException when no whole answer came
     */
    synchronized Exchanged exchange(String method, URI to, Map<String, String> headers, byte[] json) throws IOException {
        boolean kept = false;
        try {
            open(to);
            BasicClassicHttpRequest request = new BasicClassicHttpRequest(method,
                    to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
            request.setHeader("Host", to.getAuthority());
            headers.forEach(request::setHeader);
            if (json != null) {
                request.setHeader("Content-Type", "application/json");
                request.setHeader("Content-Length", json.length);
                request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
            }
            connection.sendRequestHeader(request);
            if (json != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            ClassicHttpResponse answer = connection.receiveResponseHeader();
            connection.receiveResponseEntity(answer);
            byte[] body = answer.getEntity() == null ? NOTHING : EntityUtils.toByteArray(answer.getEntity());
            kept = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, null);
            used = System.nanoTime();
            return new Exchanged(answer.getCode(), body);
        } catch (HttpException e) {
            throw new IOException("The answer is no HTTP: " + e.getMessage(), e);
        } finally {
            if (!kept) {
                close();
            }
        }
    }

    private void open(URI to) throws IOException {
        if (connection != null && System.nanoTime() - used > REST_NANOS && connection.isStale()) {
            close();
        }
        if (connection == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patience);
            socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), patience);
            connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
            connection.bind(socket);
        }
    }

    @Override
    public synchronized void close() {
        connection = null;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is of no use any more, however it went.
        }
    }
}
