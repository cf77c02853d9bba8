package dev.waybill.gateway.routefiles;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of the files as they are now can run, together with the others as they last were good. A file with a finding goes back to
 * its last good text, and so does one whose change would harm another.
 */
final class RouteSelection {

    /** Builds files for a try and says what went wrong. */
    interface Builder {
        List<RouteFinding> findings(Collection<RouteText> texts);
    }

    private final RouteRules rules;
    private final Builder builder;
    private final Map<String, RouteText> good;
    private final Map<String, RouteText> chosen;
    private final Map<String, List<RouteFinding>> refused = new TreeMap<>();
    private final List<RouteFinding> unresolved = new ArrayList<>();

    private RouteSelection(RouteRules rules, Builder builder, Map<String, RouteText> good, Map<String, RouteText> wanted) {
        this.rules = rules;
        this.builder = builder;
        this.good = good;
        this.chosen = new TreeMap<>(wanted);
    }

    /**
     * @param good    what last ran, by the files' names
     * @param wanted  what the files hold now
     * @param builder asked only for sets whose texts are without findings
     */
    static RouteSelection of(RouteRules rules, Builder builder, Map<String, RouteText> good, Map<String, RouteText> wanted) {
        RouteSelection selection = new RouteSelection(rules, builder, good, wanted);
        selection.choose();
        return selection;
    }

    /** What can run, by the files' names. */
    Map<String, RouteText> chosen() {
        return Map.copyOf(chosen);
    }

    /** Why files cannot run as they are now: those whose last good text was chosen, and those that have none and were left out. */
    Map<String, List<RouteFinding>> refused() {
        return refused;
    }

    /** What is wrong and cannot be helped by any text that was good: nothing can run then. */
    List<RouteFinding> unresolved() {
        return List.copyOf(unresolved);
    }

    private void choose() {
        while (true) {
            List<RouteFinding> findings = findings(chosen);
            if (findings.isEmpty() && !chosen.isEmpty()) {
                findings = builder.findings(chosen.values());
            }
            if (findings.isEmpty()) {
                return;
            }
            Set<String> blamed = new TreeSet<>();
            for (RouteFinding finding : findings) {
                for (String file : blamed(finding)) {
                    blamed.add(file);
                    refused.computeIfAbsent(file, any -> new ArrayList<>()).add(finding);
                }
            }
            if (blamed.isEmpty()) {
                unresolved.addAll(findings);
                return;
            }
            blamed.forEach(this::goBack);
        }
    }

    private List<RouteFinding> findings(Map<String, RouteText> texts) {
        return RouteCatalog.of(texts.values(), rules).findings();
    }

    /** The changed file that a finding is in; else those without whose change it would not be there; else all that changed. */
    private Set<String> blamed(RouteFinding finding) {
        if (isChanged(finding.file())) {
            return Set.of(finding.file());
        }
        Set<String> blamed = new LinkedHashSet<>();
        for (String file : changed()) {
            Map<String, RouteText> without = new TreeMap<>(chosen);
            put(without, file, good.get(file));
            if (!findings(without).contains(finding)) {
                blamed.add(file);
            }
        }
        return blamed.isEmpty() ? changed() : blamed;
    }

    private Set<String> changed() {
        Set<String> names = new TreeSet<>(good.keySet());
        names.addAll(chosen.keySet());
        names.removeIf(name -> !isChanged(name));
        return names;
    }

    /** True while the text that was chosen is not the last good one. */
    private boolean isChanged(String file) {
        return !Objects.equals(chosen.get(file), good.get(file));
    }

    private void goBack(String file) {
        put(chosen, file, good.get(file));
    }

    private static void put(Map<String, RouteText> texts, String file, RouteText text) {
        if (text == null) {
            texts.remove(file);
        } else {
            texts.put(file, text);
        }
    }
}
