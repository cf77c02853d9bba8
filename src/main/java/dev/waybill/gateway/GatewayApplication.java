package dev.waybill.gateway;

import dev.waybill.gateway.routefiles.RouteCalls;
import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.gateway.routefiles.RouteFiles;
import dev.waybill.gateway.routefiles.RouteGate;
import dev.waybill.gateway.routefiles.RouteHealth;
import dev.waybill.gateway.routefiles.RouteProperties;
import dev.waybill.gateway.routefiles.RouteSafety;
import dev.waybill.gateway.routefiles.RouteState;
import dev.waybill.postgres.DataFolder;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.DatabaseException;
import dev.waybill.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway itself: Camel with the route files, the beans they name, and the HTTP server, on an open database. */
public final class GatewayApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayApplication.class);

    /** So many made-up bills, or so long, before webhooks are taken: see {@link WarmUp}. */
    private static final int WARM_UP_BILLS = 300;
    private static final Duration WARM_UP = Duration.ofMillis(2_500);
    /** Deliveries that wait in the database, and are still sent before a stop. */
    private static final int MOST_TO_DRAIN = 200;
    /** Idle for so many looks: what was just claimed, and is not yet before a worker, shows in one of them. */
    private static final int IDLE_LOOKS = 10;
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Settings settings;
    private final DataFolder folder;
    private final Database database;
    private final Main main = new Main();
    private final HttpDoor door;
    private final Stores stores;
    private final GatewayBeans beans;
    private final RouteGate management = new RouteGate();
    private final RouteFiles routeFiles;
    private final Workers workers;
    private volatile boolean stopping;

    private GatewayApplication(Settings settings, DataFolder folder, Database database) {
        this.settings = settings;
        this.folder = folder;
        this.database = database;
        this.door = new HttpDoor(settings.number("http.max-body-size"), settings.number("http.in-flight"));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.stores = Stores.of(settings, database.accepts(), database.workers(), database.readers(),
                Configuring.in(database, settings), folder.nodeId(), Clock.systemUTC());
        this.beans = new GatewayBeans(settings, stores, registry, Clock.systemUTC(), () -> room("decide-bill"), () -> stopping);
        this.routeFiles = new RouteFiles(settings, folder.path(), beans.byName(), door.gate(), management, registry);
        this.workers = new Workers(beans.dispatcher(), settings.number("delivery.workers"),
                Collections.min(List.of(LAST_WORD, settings.duration("shutdown.drain"))), LoggerFactory.getLogger(Workers.class));
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        beans.byName().forEach(main::bind);
        main.bind(RouteCalls.NAME, new RouteCalls());
        main.bind("http-servers", new HttpServers(door));
        main.bind("door-health", new DoorHealth(door));
        main.bind("database-health", new DatabaseHealth(database.readers()));
        main.bind("route-files-health", new RouteHealth(routeFiles::state));
        main.bind("accounts-health", new AccountsHealth(beans.measures()));
        main.bind("queue-health", new QueueHealth(beans.measures(), settings.duration("health.oldest-due-limit")));
    }

    /**
     * Takes the data folder, opens the database and starts everything; on return webhooks are taken.
     *
     * @throws RouteFileException when a route file cannot be used; nothing runs then
     * @throws PortTakenException when it cannot listen where the settings say; nothing runs then
     */
    public static GatewayApplication start(Settings settings) {
        return start(settings, false);
    }

    /** As {@link #start(Settings)}, in the demo's schema, after everything in it was dropped: the demo begins with nothing. */
    public static GatewayApplication startDemo(Settings settings) {
        return start(settings, true);
    }

    private static GatewayApplication start(Settings settings, boolean demo) {
        DataFolder folder = DataFolder.open(settings);
        Database database = null;
        Thread warmUp = warmUp(settings);
        try {
            HttpServers.requireFree(settings);
            database = demo ? Database.openDemo(settings, folder) : Database.open(settings, folder);
            GatewayApplication gateway = new GatewayApplication(settings, folder, database);
            gateway.start(warmUp);
            return gateway;
        } catch (RuntimeException e) {
            if (database != null) {
                database.close();
            }
            folder.close();
            throw e;
        }
    }

    /** Runs beside the start of the database and of Camel, which mostly wait: it costs no start a second core. */
    private static Thread warmUp(Settings settings) {
        Thread thread = new Thread(new WarmUp(settings, WARM_UP_BILLS, WARM_UP), "waybill-warm-up");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void start(Thread warmUp) {
        RouteSafety.require(settings);
        beans.configurations().refresh();
        main.setDefaultPropertyPlaceholderLocation("classpath:camel.properties");
        Properties properties = new Properties();
        settings.forCamel().forEach(properties::setProperty);
        properties.setProperty("camel.server.host", settings.text("http.host"));
        properties.setProperty("camel.server.port", settings.text("http.port"));
        properties.setProperty("camel.server.maxBodySize", settings.text("http.max-body-size"));
        properties.setProperty("camel.management.host", settings.text("management.host"));
        properties.setProperty("camel.management.port", settings.text("management.port"));
        String connectTimeout = String.valueOf(settings.duration("http-client.connect-timeout").toMillis());
        properties.setProperty("camel.component.http.connectTimeout", connectTimeout);
        properties.setProperty("camel.component.https.connectTimeout", connectTimeout);
        // as many as threads that may call at once: waiting for a connection, a slow account would make the others wait
        String connections = String.valueOf(settings.number("delivery.workers") + settings.number("decide.workers"));
        for (String component : List.of("http", "https")) {
            properties.setProperty("camel.component." + component + ".connectionsPerRoute", connections);
            properties.setProperty("camel.component." + component + ".maxTotalConnections", connections);
        }
        main.setOverrideProperties(properties);
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());     // stopping in order is ours, not Camel's own hook's
        try {
            main.init();
            CamelContext context = main.getCamelContext();
            HttpMethodByName.in(context);
            RouteProperties.only(context);
            main.start();
            HttpServers.requireListening(context);
            RouteSafety.require(context);
            HttpServers.guardManagement(context, management);
            context.setAutoStartup(false);       // until all files are loaded: a route must not call one that is not there yet
            routeFiles.load(context);
            takeUp();
            beans.cluster().beat();
            context.getRouteController().startAllRoutes();
            routeFiles.watch(settings.duration("routes.watch-every"));
            warmUp.join(WARM_UP.plus(LAST_WORD).toMillis());     // a daemon: it ends by itself, and nothing waits for it any longer
            beans.deadline().start();
            workers.start(context);
            door.open();
        } catch (RouteFileException | PortTakenException e) {
            main.stop();
            throw e;
        } catch (Exception e) {
            main.stop();
            throw new IllegalStateException("Waybill could not start: " + e.getMessage(), e);
        }
    }

    /** What this node left behind is due at once; where somebody holds those rows, when its leases end. */
    private void takeUp() {
        try {
            int released = beans.archive().releaseLeases();
            if (released > 0) {
                LOG.info("Took up {} deliveries and events that this node left behind", released);
            }
        } catch (DatabaseException e) {
            LOG.warn("What this node left behind is taken up when its leases end ({} s): {}", settings.duration("delivery.lease").toSeconds(),
                    e.getMessage());
        }
    }

    /** Takes over a changed configuration at once instead of within a moment. */
    public void refreshConfiguration() {
        beans.configurations().refresh();
    }

    /** How the route files stand. */
    public RouteState routeFiles() {
        return routeFiles.state();
    }

    /** Takes nothing new, lets running work end for as long as {@code shutdown.drain}, then stops. What is left is resumed later. */
    @Override
    public void close() {
        stopping = true;
        door.close();
        routeFiles.close();
        long until = System.nanoTime() + settings.duration("shutdown.drain").toNanos();
        int idle = 0;
        while (System.nanoTime() < until && idle < IDLE_LOOKS) {
            idle = busy() ? 0 : idleAfter(idle);
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        beans.dispatcher().close();
        while (busy() && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        workers.close();
        main.stop();
        stores.ledger().close();
        beans.deadline().close();
        try {
            beans.lanes().takeOutAll();
            beans.cluster().leave();
            int left = beans.archive().releaseLeases();
            if (left > 0) {
                LOG.info("{} deliveries and events are left; the next start, or another node, goes on with them", left);
            }
        } catch (DatabaseException e) {
            LOG.warn("Leases could not be given back; they end by themselves: {}", e.getMessage());
        } finally {
            database.close();
            folder.close();
        }
    }

    /**
     * How many looks in a row found nothing to do. Deliveries that wait in the database for their turn are something, when they are few
     * enough to end soon: a long queue is left to the next start, and so is all of it when the database is away.
     */
    private int idleAfter(int idle) {
        try {
            int due = beans.archive().due(MOST_TO_DRAIN + 1);
            return due > 0 && due <= MOST_TO_DRAIN ? 0 : idle + 1;
        } catch (DatabaseException e) {
            return IDLE_LOOKS;
        }
    }

    private boolean busy() {
        CamelContext context = main.getCamelContext();
        return context != null && context.isStarted()
                && (beans.dispatcher().busy() + queued("decide-bill") > 0 || worksOnBills(context));
    }

    /** Whether a message is under way that no clock began: clocks tick until the end, and wait long for a database that is away. */
    private static boolean worksOnBills(CamelContext context) {
        return context.getRoutes().stream().filter(route -> !route.getEndpoint().getEndpointUri().startsWith("quartz:"))
                .anyMatch(route -> context.getInflightRepository().size(route.getRouteId()) > 0);
    }

    private int room(String queue) {
        SedaComponent seda = main.getCamelContext().getComponent("seda", SedaComponent.class);
        var reference = seda.getQueues().get("seda://" + queue);
        return reference == null ? 0 : reference.getQueue().remainingCapacity();
    }

    private int queued(String queue) {
        SedaComponent seda = main.getCamelContext().getComponent("seda", SedaComponent.class);
        var reference = seda.getQueues().get("seda://" + queue);
        return reference == null ? 0 : reference.getQueue().size();
    }
}
