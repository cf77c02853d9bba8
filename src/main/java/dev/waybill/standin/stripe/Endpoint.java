package dev.waybill.standin.stripe;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing Stripe can be asked.
 *
 * @param path   its parts, {@code *} where an id stands
 * @param shape  the parameters it takes; what does not fit is refused before anything is done
 * @param action does it; whatever it throws counts as executed
 */
record Endpoint(String method, List<String> path, Shape shape, Action action) {

    /** Does what was asked, and says what to answer. */
    @FunctionalInterface
    interface Action {
        JsonBody run(Question question);
    }

    /**
     * What was asked.
     *
     * @param ids  the ids in the path
     * @param live true when a live key asked
     */
    record Question(List<String> ids, Parameters given, boolean live) {
        String id() {
            return ids.get(0);
        }
    }

    static Endpoint of(String method, String path, Shape shape, Action action) {
        return new Endpoint(method, List.of(path.split("/")), shape, action);
    }

    boolean answers(String method, List<String> segments) {
        if (!this.method.equals(method) || segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).equals("*") ? segments.get(i).isEmpty() : !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    List<String> ids(List<String> segments) {
        List<String> ids = new ArrayList<>(2);
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).equals("*")) {
                ids.add(segments.get(i));
            }
        }
        return ids;
    }
}
