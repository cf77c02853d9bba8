package dev.waybill.configuration;

import java.util.List;

/**
 * What a configuration folder asks for, checked and with its secrets fetched; their text never shows in {@code toString()}.
 *
 * @param warnings what is accepted and still deserves a look, in reading order
 */
public record Setup(List<OrganizationSetup> organizations, List<Finding> warnings) {

    public Setup {
        organizations = List.copyOf(organizations);
        warnings = List.copyOf(warnings);
    }
}
