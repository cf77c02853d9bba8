package dev.waybill.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;

/**
 * One connection to a server, opened when it is needed and kept. It sends what it is given as it is and once: it repeats and follows
 * nothing by itself, so that whoever measures counts everything that was sent. One exchange at a time.
 */
final class KeptConnection implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final CloseableHttpClient client;

    /** @param patience until the connection is there, and between two signs of life of an answer */
    KeptConnection(Duration patience) {
        BasicHttpClientConnectionManager connection = new BasicHttpClientConnectionManager();
        connection.setConnectionConfig(ConnectionConfig.custom().setConnectTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .setSocketTimeout(Math.toIntExact(patience.toMillis()), TimeUnit.MILLISECONDS).build());
        client = HttpClients.custom().setConnectionManager(connection).disableAutomaticRetries().disableRedirectHandling()
                .disableCookieManagement().disableAuthCaching().disableContentCompression().build();
    }

    /** What came back, read to its end. */
    record Exchanged(int status, byte[] body) {
    }

    /**
     * Sends a request and reads its answer, whatever its status.
     *
     * @param json the body, or null for none
     * @throws IOException when no whole answer came
     */
    synchronized Exchanged exchange(String method, URI to, Map<String, String> headers, byte[] json) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, to);
        headers.forEach(request::setHeader);
        if (json != null) {
            request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
        }
        return client.execute(request, answer -> {
            return new Exchanged(answer.getCode(), answer.getEntity() == null ? NOTHING : EntityUtils.toByteArray(answer.getEntity()));
        });
    }

    @Override
    public void close() {
        client.close(CloseMode.GRACEFUL);
    }
}
