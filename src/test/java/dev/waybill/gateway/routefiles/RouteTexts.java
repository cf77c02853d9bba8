package dev.waybill.gateway.routefiles;

import dev.waybill.gateway.RouteCheck;
import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shipped route files as texts, to be changed in tests. */
final class RouteTexts {

    private final Map<String, RouteText> texts = new LinkedHashMap<>(RouteFolder.of(Path.of("routes")).read());

    /** The shipped ones. */
    static RouteTexts shipped() {
        return new RouteTexts();
    }

    static RouteRules rules() {
        return rules(Map.of());
    }

    static RouteRules rules(Map<String, String> settings) {
        Settings all = settings(settings);
        return RouteRules.of(all, RouteCheck.beans(all));
    }

    static Settings settings(Map<String, String> settings) {
        return Settings.load(Path.of("").toAbsolutePath(), Map.of(), settings);
    }

    /** With the first such text of a file, which must be there, replaced. */
    RouteTexts edited(String path, String text, String instead) {
        RouteText before = texts.get("routes/" + path);
        int at = before.text().indexOf(text);
        if (at < 0) {
            throw new AssertionError(path + " has no " + text);
        }
        return with(path, before.text().substring(0, at) + instead + before.text().substring(at + text.length()));
    }

    /** With this file, new or instead of the one there is. */
    RouteTexts with(String path, String text) {
        texts.put("routes/" + path, new RouteText("routes", path, text, null));
        return this;
    }

    RouteTexts without(String path) {
        texts.remove("routes/" + path);
        return this;
    }

    Map<String, RouteText> byName() {
        return Map.copyOf(texts);
    }

    List<String> findings() {
        return findings(rules());
    }

    List<String> findings(RouteRules rules) {
        return RouteCatalog.of(texts.values(), rules).findings().stream().map(RouteFinding::toString).toList();
    }

    /** The line of a file that has this text first. */
    int lineOf(String path, String text) {
        List<String> lines = texts.get("routes/" + path).text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line of " + path + " has " + text);
    }
}
