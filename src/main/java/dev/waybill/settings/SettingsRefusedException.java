package dev.waybill.settings;

import java.util.List;

/** The settings do not allow a start. Carries every finding at once, so that one round of corrections is enough. */
public final class SettingsRefusedException extends RuntimeException {

    private final List<String> findings;

    SettingsRefusedException(List<String> findings) {
        super((findings.size() == 1 ? "A setting stops the start:" : findings.size() + " settings stop the start:")
                + findings.stream().map(finding -> System.lineSeparator() + "- " + finding).reduce("", String::concat));
        this.findings = List.copyOf(findings);
    }

    /** One sentence or two for each: what is wrong, where, what to write. No secret is in them. */
    public List<String> findings() {
        return findings;
    }
}
