package dev.waybill.gateway.routefiles;

import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route files of a running gateway: every {@code *.camel.yaml} below the routes folder. What operators change there is checked
 * against everything else that runs, taken over, or refused; whatever they do, the routes that were good go on.
 */
public final class RouteFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String LAST_GOOD = "routes-last-good";

    private final RouteFolder folder;
    private final RouteFolder lastGood;
    private final Map<String, Object> beans;
    private final RouteRules rules;
    private final RouteGate gate;
    private final RouteGate looking;
    private final Duration patience;
    private final RouteReport report = new RouteReport();
    private CamelContext context;
    private RouteSwap swap;
    private RouteWatch watch;
    /** What last ran, all of it together. */
    private Map<String, RouteText> good = Map.of();
    private volatile RouteState state = new RouteState(List.of(), List.of(), false);

    /**
     * @param data     the folder of this node, where the last good texts are kept
     * @param beans    every bean that a route can name
     * @param gate     where requests wait while a route is exchanged
     * @param looking  where those who ask for health wait meanwhile, so that they see no half of it
     * @param registry takes the number of refused files
     */
    public RouteFiles(Settings settings, Path data, Map<String, Object> beans, RouteGate gate, RouteGate looking,
            MeterRegistry registry) {
        this.folder = RouteFolder.of(settings.path("routes.dir"));
        this.lastGood = folder.copyIn(data.resolve(LAST_GOOD));
        this.beans = beans;
        this.rules = RouteRules.of(settings, beans);
        this.gate = gate;
        this.looking = looking;
        this.patience = longestAnswer(settings).plus(settings.duration("http-client.connect-timeout").multipliedBy(2)).plusSeconds(1);
        Gauge.builder("waybill_route_files_refused", () -> state.refused().size() + state.problems().size()).strongReference(true)
                .description("Route files whose present text is refused").register(registry);
    }

    /** How long the slowest of the outside systems may take to answer. */
    private static Duration longestAnswer(Settings settings) {
        return settings.forCamel().keySet().stream().filter(name -> name.endsWith(".response-timeout")).map(settings::duration)
                .max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /**
     * Everything that is wrong with the files below {@code routes.dir}, each with file and line where known; empty when a gateway would
     * take all of them. Nothing is started.
     *
     * @param beans every bean that a route can name; they are looked at only
     */
    public static List<String> findings(Settings settings, Map<String, Object> beans) {
        RouteRules rules = RouteRules.of(settings, beans);
        List<String> findings = new ArrayList<>(RouteSafety.findings(settings.forCamel()));
        findings.addAll(rules.findings());
        try {
            Collection<RouteText> texts = RouteFolder.of(settings.path("routes.dir")).read().values();
            List<RouteFinding> found = RouteCatalog.of(texts, rules).findings();
            if (found.isEmpty()) {
                found = RouteScratch.findings(beans, settings.forCamel(), texts);
            }
            found.forEach(finding -> findings.add(finding.toString()));
        } catch (RouteFileException e) {
            findings.add(e.getMessage());
        } catch (Exception e) {
            findings.add("The route files could not be checked: " + RouteFailure.deepest(e));
        }
        return findings;
    }

    /**
     * Adds what the files below {@code routes.dir} define to a context that was not started, without building it.
     *
     * @param beans every bean that a route can name; they are looked at only
     * @throws RouteFileException naming all that is wrong
     */
    public static void define(CamelContext context, Settings settings, Map<String, Object> beans) {
        Collection<RouteText> texts = RouteFolder.of(settings.path("routes.dir")).read().values();
        refuse(RouteCatalog.of(texts, RouteRules.of(settings, beans)).findings(), List.of());
        for (RouteText text : RouteFolder.inLoadingOrder(texts)) {
            try {
                RouteScratch.load(context, text);
            } catch (Exception e) {
                refuse(List.of(RouteFailure.explain(context, text, e)), List.of());
            }
        }
    }

    /** How many routes the files below {@code routes.dir} define. */
    public static int routes(Settings settings) {
        return RouteCatalog.of(RouteFolder.of(settings.path("routes.dir")).read().values(), RouteRules.of(settings, Map.of()))
                .descriptions().size();
    }

    /**
     * Loads everything, without starting it. What was good at the last start or edit replaces a file that is not good now; at the
     * first start of a node every file must be good.
     *
     * @throws RouteFileException naming all that is wrong, when less would run than ran before
     */
    public void load(CamelContext context) {
        this.context = context;
        this.swap = new RouteSwap(context, gate, looking, patience);
        Map<String, RouteText> wanted = folder.read();
        Map<String, RouteText> before = lastGood();
        if (before.isEmpty()) {
            List<RouteFinding> findings = RouteCatalog.of(wanted.values(), rules).findings();
            refuse(findings.isEmpty() ? loaded(wanted.values()) : findings, List.of());
            good = wanted;
            tell(wanted, Map.of(), List.of());
            watch = new RouteWatch(this, wanted);
            return;
        }
        RouteSelection selection = RouteSelection.of(rules, this::loaded, before, wanted);
        refuse(selection.unresolved(), selection.refused().values());
        good = selection.chosen();
        tell(wanted, selection.refused(), List.of());
        watch = new RouteWatch(this, wanted);
    }

    private static void refuse(List<RouteFinding> findings, Collection<List<RouteFinding>> others) {
        if (!findings.isEmpty()) {
            Set<String> all = new TreeSet<>();
            findings.forEach(finding -> all.add(finding.toString()));
            others.forEach(some -> some.forEach(finding -> all.add(finding.toString())));
            throw new RouteFileException(String.join(System.lineSeparator(), all));
        }
    }

    /** Loads all of these or none, and says what went wrong. */
    private List<RouteFinding> loaded(Collection<RouteText> texts) {
        List<RouteFinding> findings = new ArrayList<>();
        for (RouteText text : RouteFolder.inLoadingOrder(texts)) {
            try {
                swap.load(text);
            } catch (Exception e) {
                findings.add(RouteFailure.explain(context, text, e));
            }
        }
        if (!findings.isEmpty()) {
            for (RouteText text : texts) {
                try {
                    swap.unload(text.name());
                } catch (Exception e) {
                    throw new RouteFileException(text.name() + " could not be unloaded: " + RouteFailure.deepest(e));
                }
            }
        }
        return findings;
    }

    /** The loaded routes run now: they are kept for the next start, and the files are looked at from here on. */
    public void watch(Duration every) {
        keep();
        watch.start(every);
    }

    /** Lets an exchange that has begun end, and looks no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private Map<String, RouteText> lastGood() {
        try {
            lastGood.restore();
            return lastGood.readIfThere();
        } catch (IOException | RouteFileException e) {
            throw new RouteFileException("The route files that last ran cannot be read in " + lastGood.path() + " (" + e.getMessage()
                    + "). Let user " + System.getProperty("user.name") + " read them, or remove that folder: then every route file must be good.");
        }
    }

    private void keep() {
        try {
            lastGood.write(good.values());
        } catch (IOException | RouteFileException e) {
            LOG.warn("The route files that run could not be kept in {} for the next start ({}): make room, or let user {} write there",
                    lastGood.path(), e.getMessage(), System.getProperty("user.name"));
        }
    }

    /** How the files stand. */
    public RouteState state() {
        return state;
    }

    /** The folder as it is now. @throws RouteFileException when it is not there or holds no route file */
    Map<String, RouteText> read() {
        return folder.read();
    }

    /** How long an exchange of routes waits for messages on their way. */
    Duration patience() {
        return patience;
    }

    /** The folder cannot be looked at; what runs goes on. */
    void cannotLook(String problem) {
        tell(report.texts(), report.refused(), List.of(problem));
    }

    /**
     * Takes over what can run of these files.
     *
     * @param wanted what the folder holds, each text settled
     */
    void take(Map<String, RouteText> wanted) throws Exception {
        Map<String, RouteText> usable = new TreeMap<>(wanted);
        Map<String, List<RouteFinding>> refused = new TreeMap<>();
        while (true) {
            RouteSelection selection = RouteSelection.of(rules, this::built, good, usable);
            selection.refused().forEach((file, findings) -> refused.computeIfAbsent(file, any -> new ArrayList<>()).addAll(findings));
            if (!selection.unresolved().isEmpty()) {
                selection.unresolved().forEach(one -> refused.computeIfAbsent(one.file(), any -> new ArrayList<>()).add(one));
                break;
            }
            try {
                exchange(selection.chosen());
                break;
            } catch (RouteSwap.RefusedException e) {     // built well for a try, and not in earnest: the others without it
                String file = e.finding().file();
                refused.computeIfAbsent(file, any -> new ArrayList<>()).add(e.finding());
                usable = new TreeMap<>(selection.chosen());
                if (Objects.equals(usable.get(file), good.get(file))) {
                    break;
                }
                usable.put(file, good.get(file));
                usable.values().removeIf(Objects::isNull);
            } catch (RouteSwap.LostException e) {
                LOG.error("The last good version of a route file could not be brought back: {}", e.getMessage());
                break;
            }
        }
        tell(wanted, refused, List.of());
    }

    private List<RouteFinding> built(Collection<RouteText> texts) {
        if (Set.copyOf(texts).equals(Set.copyOf(good.values()))) {
            return List.of();                    // it runs
        }
        try {
            return RouteScratch.findings(beans, rules.settings(), texts);
        } catch (Exception e) {
            throw new IllegalStateException("the route files could not be tried out: " + RouteFailure.deepest(e), e);
        }
    }

    private void exchange(Map<String, RouteText> chosen) throws Exception {
        Map<String, RouteText> loaded = swap.texts();
        Set<String> changed = new TreeSet<>(loaded.keySet());
        changed.addAll(chosen.keySet());
        changed.removeIf(file -> Objects.equals(loaded.get(file), chosen.get(file)));
        if (changed.isEmpty()) {
            return;
        }
        RouteCatalog running = RouteCatalog.of(loaded.values(), rules);
        Set<String> moved = new HashSet<>(changed);
        moved.addAll(running.usersOf(changed));
        moved.addAll(RouteCatalog.of(chosen.values(), rules).usersOf(changed));
        Set<String> before = routes(swap.texts().keySet());
        long begun = System.nanoTime();
        swap.exchange(loaded.values().stream().filter(text -> moved.contains(text.name())).toList(),
                chosen.values().stream().filter(text -> moved.contains(text.name())).toList(), running);
        good = chosen;
        LOG.info("Took over {} within {} ms; routes exchanged: {}", String.join(", ", changed),
                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                String.join(", ", routes(moved)));
        before.removeAll(routes(swap.texts().keySet()));
        if (!before.isEmpty()) {
            LOG.warn("No file has these routes any more, and they are stopped: {}. Put back what was taken out of {} to have them again",
                    String.join(", ", before), String.join(", ", changed));
        }
        keep();
    }

    private Set<String> routes(Set<String> files) {
        return files.stream().flatMap(file -> swap.routesOf(file).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private void tell(Map<String, RouteText> wanted, Map<String, List<RouteFinding>> refused, List<String> problems) {
        Set<String> running = swap.texts().keySet();
        state = report.tell(wanted, running, good.keySet(), refused, problems);
    }
}
