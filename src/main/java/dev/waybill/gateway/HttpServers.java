package dev.waybill.gateway;

import dev.waybill.gateway.routefiles.RouteGate;
import dev.waybill.settings.Settings;
import io.vertx.core.http.impl.HttpServerImpl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.HttpServerConfigurationProperties;

/**
 * Makes the HTTP servers as Camel does, but for two things: the door stands in the server of the webhooks before its first
 * connection, and a port that cannot be had stops the start instead of a line in the log.
 */
final class HttpServers extends DefaultMainHttpServerFactory {

    private static final int BEFORE_CAMEL = -100;
    /** Bytes; nobody who asks for health or metrics sends any. */
    private static final long LONGEST_QUESTION = 65_536;

    private final HttpDoor door;

    HttpServers(HttpDoor door) {
        this.door = door;
    }

    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties configuration) {
        MainHttpServer asCamelMakesIt = (MainHttpServer) super.newHttpServer(context, configuration);
        VertxPlatformHttpServerConfiguration usual = asCamelMakesIt.getConfiguration();
        usual.setServerType(VertxPlatformHttpRouter.SERVER_TYPE_SERVER);
        VertxPlatformHttpServer server = new GuardedServer(usual, door);
        server.setCamelContext(context);
        return server;
    }

    /**
     * Looks whether both ports can be had, before anything is started for nothing.
     *
     * @throws PortTakenException naming the setting
     */
    static void requireFree(Settings settings) {
        requireFree(settings, "http");
        requireFree(settings, "management");
    }

    private static void requireFree(Settings settings, String group) {
        String host = settings.text(group + ".host");
        int port = settings.number(group + ".port");
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new PortTakenException(group, host, port, e);
        }
    }

    /**
     * Looks whether both servers listen: Camel only logs that one could not.
     *
     * @throws PortTakenException naming the setting
     */
    static void requireListening(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            VertxPlatformHttpServer server = router.getServer();
            if (!(server.getServer() instanceof HttpServerImpl listener) || !listener.isListening()) {
                throw new PortTakenException(router.isManagementServer() ? "management" : "http", server.getHost(),
                        server.getConfigurationPort(), null);
            }
        }
    }

    /** Puts a gate before health and metrics. */
    static void guardManagement(CamelContext context, RouteGate gate) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (router.isManagementServer()) {
                gate.install(router, BEFORE_CAMEL, LONGEST_QUESTION);
            }
        }
    }

    /** Has the door in it when it begins to listen. */
    private static final class GuardedServer extends VertxPlatformHttpServer {

        private final HttpDoor door;

        private GuardedServer(VertxPlatformHttpServerConfiguration configuration, HttpDoor door) {
            super(configuration);
            this.door = door;
        }

        @Override
        protected void startServer() throws Exception {
            door.install(getCamelContext(), getConfigurationPort());
            super.startServer();
        }
    }
}
