package dev.waybill.gateway;

import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
final class RouteFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String LAST_GOOD = "routes-last-good";

    private final RouteFolder folder;
    private final RouteFolder lastGood;
    private final Map<String, Object> beans;
    private final RouteRules rules;
    private final RouteGate gate;
    private final Duration patience;
    private final RouteReport report = new RouteReport();
    private CamelContext context;
    private RouteSwap swap;
    /** What last ran, all of it together. */
    private Map<String, RouteText> good = Map.of();
    private volatile RouteState state = new RouteState(List.of(), List.of(), false);

    /**
     * @param data     the folder of this node, where the last good texts are kept
     * @param beans    every bean that a route can name
     * @param gate     where requests wait while a route is exchanged
     * @param registry takes the number of refused files
     */
    RouteFiles(Settings settings, Path data, Map<String, Object> beans, RouteGate gate, MeterRegistry registry) {
        this.folder = RouteFolder.of(settings.path("routes.dir"));
        this.lastGood = folder.copyIn(data.resolve(LAST_GOOD));
        this.beans = beans;
        this.rules = RouteRules.of(settings, beans);
        this.gate = gate;
        Duration longest = settings.duration("stripe.response-timeout");
        Duration other = settings.duration("m3ter.response-timeout");
        this.patience = (longest.compareTo(other) > 0 ? longest : other)
                .plus(settings.duration("http-client.connect-timeout").multipliedBy(2)).plusSeconds(1);
        Gauge.builder("waybill_route_files_refused", () -> state.refused().size() + state.problems().size()).strongReference(true)
                .description("Route files whose present text is refused").register(registry);
    }

    /**
     * Loads everything, without starting it. What was good at the last start or edit replaces a file that is not good now; at the
     * first start of a node every file must be good.
     *
     * @return what the folder held
     * @throws RouteFileException naming all that is wrong, when less would run than ran before
     */
    Map<String, RouteText> load(CamelContext context) {
        this.context = context;
        this.swap = new RouteSwap(context, gate, patience);
        Map<String, RouteText> wanted = folder.read();
        Map<String, RouteText> before = lastGood.readIfThere();
        if (before.isEmpty()) {
            List<RouteFinding> findings = RouteCatalog.of(wanted.values(), rules).findings();
            refuse(findings.isEmpty() ? loaded(wanted.values()) : findings, List.of());
            good = wanted;
            tell(wanted, Map.of(), List.of());
            return wanted;
        }
        RouteSelection selection = RouteSelection.of(rules, this::loaded, before, wanted);
        refuse(selection.unresolved(), selection.refused().values());
        good = selection.chosen();
        tell(wanted, selection.refused(), List.of());
        return wanted;
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

    /** Keeps what runs now for the next start. */
    void keep() {
        try {
            lastGood.write(good.values());
        } catch (IOException | RouteFileException e) {
            LOG.warn("The route files that run could not be kept in {} for the next start ({}): make room, or let user {} write there",
                    lastGood.path(), e.getMessage(), System.getProperty("user.name"));
        }
    }

    /** How the files stand. */
    RouteState state() {
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
        long begun = System.nanoTime();
        swap.exchange(loaded.values().stream().filter(text -> moved.contains(text.name())).toList(),
                chosen.values().stream().filter(text -> moved.contains(text.name())).toList(), running);
        good = chosen;
        keep();
        LOG.info("Took over {} within {} ms; routes exchanged: {}", String.join(", ", changed),
                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                moved.stream().flatMap(file -> swap.routesOf(file).stream()).sorted().collect(Collectors.joining(", ")));
    }

    private void tell(Map<String, RouteText> wanted, Map<String, List<RouteFinding>> refused, List<String> problems) {
        Set<String> running = swap.texts().keySet();
        state = report.tell(wanted, running, good.keySet(), refused, problems);
    }
}
