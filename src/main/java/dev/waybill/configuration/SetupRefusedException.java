package dev.waybill.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration folder cannot be used as it is; nothing of it was applied. Repeating helps once the findings are mended. */
public final class SetupRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public SetupRefusedException(List<Finding> findings) {
        super(sentence(findings));
        this.findings = findings.stream().sorted().toList();
    }

    /** All of them, in the order of files and lines. */
    public List<Finding> findings() {
        return findings;
    }

    private static String sentence(List<Finding> findings) {
        String head = findings.size() == 1
                ? "The configuration has a mistake; nothing was changed."
                : "The configuration has " + findings.size() + " mistakes; nothing was changed.";
        return findings.stream().sorted().map(Finding::toString).collect(Collectors.joining("\n", head + "\n", ""));
    }
}
