package dev.waybill.gateway.routefiles;

import java.util.List;
import java.util.Optional;

/**
 * How the route files stand, for people to read.
 *
 * @param files    each file that is there or runs, in the order of their names
 * @param problems what is wrong with the folder as a whole, or with the gateway's own dealing with it
 * @param lost     true when routes that ran before do not run any more
 */
public record RouteState(List<File> files, List<String> problems, boolean lost) {

    /**
     * One route file.
     *
     * @param name     {@code routes/bills/decide-bill.camel.yaml}
     * @param runs     true when its routes run, from its present text or from its last good one
     * @param findings why its present text is refused, each with file and line; empty = it is not
     */
    public record File(String name, boolean runs, List<String> findings) {

        public File {
            findings = List.copyOf(findings);
        }
    }

    public RouteState {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    /** The files whose present text is refused. */
    public List<File> refused() {
        return files.stream().filter(file -> !file.findings().isEmpty()).toList();
    }

    /** One sentence for whoever looks whether all is well; empty when it is. */
    public Optional<String> summary() {
        if (lost) {
            return Optional.of("Routes that ran before do not run any more. Correct or put back the files named here; if that does not"
                    + " help, restart this node.");
        }
        if (!problems.isEmpty()) {
            return Optional.of("The route files cannot be looked at; what was loaded runs on.");
        }
        int refused = refused().size();
        return refused == 0 ? Optional.empty() : Optional.of(refused + (refused == 1 ? " route file is" : " route files are")
                + " refused; the last good version of each runs on. Correct what is named here.");
    }
}
