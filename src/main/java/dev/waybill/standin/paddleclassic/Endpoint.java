package dev.waybill.standin.paddleclassic;

import dev.waybill.standin.server.Reply;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One thing Paddle can be asked, always by POST.
 *
 * @param path       its parts behind {@code /api/2.0}, {@code *} where an id stands
 * @param parameters the names it takes beside the credentials
 * @param call       reads what was asked
 */
record Endpoint(List<String> path, Set<String> parameters, Call call) {

    /**
     * Reads what was asked, which touches nothing and refuses what does not fit; what it returns does the work, and may refuse
     * by what the seller holds.
     */
    @FunctionalInterface
    interface Call {
        Supplier<Reply> read(Parameters given, String idInPath);
    }

    static Endpoint of(String path, Set<String> parameters, Call call) {
        return new Endpoint(List.of(path.split("/")), Set.copyOf(parameters), call);
    }

    boolean answers(List<String> asked) {
        if (asked.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals("*") && !path.get(i).equals(asked.get(i))) {
                return false;
            }
        }
        return true;
    }

    Supplier<Reply> read(Parameters given, List<String> asked) {
        given.requireKnown(parameters);
        int id = path.indexOf("*");
        return call.read(given, id < 0 ? "" : asked.get(id));
    }
}
