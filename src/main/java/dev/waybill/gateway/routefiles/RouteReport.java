package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how the route files stand: in the log once for each edit, and as a {@link RouteState} for whoever asks. */
final class RouteReport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReport.class);

    /** So many findings of a file are in one line of the log. */
    private static final int SAID = 3;

    private Map<String, List<RouteFinding>> refused = Map.of();
    private Map<String, RouteText> texts = Map.of();
    private List<String> problems = List.of();

    /**
     * Logs what is new and puts the state together.
     *
     * @param wanted  what the folder holds
     * @param running the files whose routes run
     * @param good    the files whose routes should run
     */
    RouteState tell(Map<String, RouteText> wanted, Set<String> running, Set<String> good, Map<String, List<RouteFinding>> nowRefused,
            List<String> nowProblems) {
        nowRefused.forEach((file, findings) -> {
            RouteText text = wanted.get(file);
            if (!findings.equals(refused.get(file)) || text != null && !text.equals(texts.get(file))) {
                LOG.error(line(file, text == null, running.contains(file), findings));
            }
        });
        refused.keySet().stream().filter(file -> !nowRefused.containsKey(file)).forEach(file ->
                LOG.info("{} is no longer refused", file));
        nowProblems.stream().filter(problem -> !problems.contains(problem)).forEach(LOG::error);
        if (nowProblems.isEmpty() && !problems.isEmpty()) {
            LOG.info("The route files are looked at again");
        }
        refused = new HashMap<>(nowRefused);
        texts = new HashMap<>(wanted);
        problems = List.copyOf(nowProblems);
        return state(wanted, running, good);
    }

    private RouteState state(Map<String, RouteText> wanted, Set<String> running, Set<String> good) {
        Set<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(good);
        names.addAll(refused.keySet());
        List<RouteState.File> files = new ArrayList<>();
        for (String name : names) {
            List<RouteFinding> findings = refused.getOrDefault(name, List.of());
            files.add(new RouteState.File(name, running.contains(name), findings.stream().map(RouteFinding::toString).toList()));
        }
        return new RouteState(files, problems, !running.containsAll(good));
    }

    /** What was refused when it was last told. */
    Map<String, List<RouteFinding>> refused() {
        return refused;
    }

    /** What the folder held then. */
    Map<String, RouteText> texts() {
        return texts;
    }

    /** One line: where, what, what to write, and what runs meanwhile. */
    private static String line(String file, boolean deleted, boolean runs, List<RouteFinding> findings) {
        String what = (findings.get(0).file().equals(file) ? "" : deleted ? file + " was deleted, but it is needed: "
                : file + " cannot be used as it is now: ")
                + findings.stream().limit(SAID).map(RouteFinding::toString).collect(Collectors.joining(" | "));
        String more = findings.size() <= SAID ? "" : " (" + (findings.size() - SAID) + " more: ./waybill check names them.)";
        return what + more + (deleted ? " Its routes keep running: put the file back, or correct who needs it."
                : runs ? " The last good version keeps running." : " The file is not used until that is corrected.");
    }
}
