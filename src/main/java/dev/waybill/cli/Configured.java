package dev.waybill.cli;

import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.NearestWord;
import dev.waybill.integration.IntegrationConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds in the configuration what a command line names, by name or id. */
final class Configured {

    private final ConfigurationSnapshot configuration;

    Configured(ConfigurationSnapshot configuration) {
        this.configuration = configuration;
    }

    /** @param named null for all of them; there is at least one */
    List<UUID> organizations(String named) {
        Map<UUID, String> all = configuration.organizations();
        if (all.isEmpty()) {
            throw new CommandFailedException("Nothing is configured yet. `./waybill apply DIR` sets up organizations, webhooks and"
                    + " integrations from a folder; demo/ is an example.");
        }
        List<UUID> fitting = all.entrySet().stream().filter(one -> named == null || one.getValue().equals(named)
                || one.getKey().toString().equals(named)).map(Map.Entry::getKey).toList();
        if (fitting.isEmpty()) {
            throw new CommandFailedException(unknown("organization", named, all.values()));
        }
        return fitting;
    }

    UUID only(List<UUID> organizations) {
        if (organizations.size() > 1) {
            throw new CommandFailedException("There are several organizations; choose one with --organization: "
                    + quoted(configuration.organizations().values()) + ".");
        }
        return organizations.get(0);
    }

    IntegrationConfiguration integration(String named, List<UUID> organizations) {
        List<IntegrationConfiguration> all = organizations.stream().flatMap(one -> configuration.integrationsOf(one).stream())
                .toList();
        List<IntegrationConfiguration> fitting = all.stream().filter(one -> one.name().equals(named)
                || one.id().toString().equals(named)).toList();
        if (fitting.isEmpty()) {
            throw new CommandFailedException(unknown("integration", named, all.stream().map(IntegrationConfiguration::name).toList()));
        }
        if (fitting.size() > 1) {
            throw new CommandFailedException("Several organizations have an integration \"" + named
                    + "\"; choose one with --organization, or give the integration's id.");
        }
        return fitting.get(0);
    }

    /** The integration's name, or its id when it is configured no more. */
    String nameOf(UUID integration) {
        return configuration.integration(integration).map(one -> "\"" + one.name() + "\"").orElse(integration.toString());
    }

    private static String unknown(String kind, String named, Collection<String> known) {
        return "There is no " + kind + " \"" + named + "\"" + NearestWord.to(named, known)
                .map(near -> "; did you mean \"" + near + "\"?").orElse(".") + " Known: " + quoted(known) + ".";
    }

    private static String quoted(Collection<String> names) {
        return names.isEmpty() ? "none" : names.stream().map(name -> "\"" + name + "\"").sorted()
                .collect(Collectors.joining(", "));
    }
}
