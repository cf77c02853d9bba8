package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the {@code credentials} of an organization and answers questions about them by name. */
final class CredentialsReader {
    private static final String KIND = "credentials";

    private final SecretReferences references;
    private final Findings findings;
    private final Map<String, Place> declared = new LinkedHashMap<>();
    private final Map<String, CredentialsSetup> complete = new LinkedHashMap<>();

    CredentialsReader(SecretReferences references, Findings findings) {
        this.references = references;
        this.findings = findings;
    }

    void read(YamlMapping block, Ids ids) {
        int before = findings.refusedSoFar();
        Optional<String> name = block.requiredText("name");
        UUID id = ids.read(block);
        Optional<String> typeName = block.requiredText("type").flatMap(word -> block.oneOf("type", CredentialType.names()));
        Map<String, String> fields = new LinkedHashMap<>();
        typeName.flatMap(CredentialType::named).ifPresent(type -> {
            List<String> known = new ArrayList<>(List.of("name", "id", "type"));
            type.fields().forEach(field -> known.add(field.key()));
            block.allowOnly(known);
            type.fields().forEach(field -> readField(block, type, field).ifPresent(value -> fields.put(field.key(), value)));
        });
        name.ifPresent(found -> {
            Place first = declared.putIfAbsent(found, block.place("name"));
            if (first != null) {
                findings.refuse(block.place("name"), twice(KIND, found, first));
            } else if (findings.refusedSoFar() == before) {
                complete.put(found, new CredentialsSetup(block.place(), id, found, typeName.orElseThrow(), fields));
            }
        });
    }

    /** The name below the key {@code credentials}, if there is one and it is known; a finding when it is unknown. */
    Optional<String> named(YamlMapping block) {
        return block.text("credentials").filter(name -> {
            if (!declared.containsKey(name)) {
                findings.refuse(block.place("credentials"), block.description() + " uses credentials `" + YamlMapping.shown(name)
                        + "`, which this organization does not have" + NearestWord.suggestion(name, declared.keySet()));
            }
            return declared.containsKey(name);
        });
    }

    /** The credentials of this name; empty when something is wrong with them. */
    Optional<CredentialsSetup> find(String name) {
        return Optional.ofNullable(complete.get(name));
    }

    List<CredentialsSetup> all() {
        return List.copyOf(complete.values());
    }

    static String twice(String kind, String name, Place first) {
        return "there is already " + kind + " \"" + YamlMapping.shown(name) + "\" at " + first.fileAndLine()
                + " in this organization; give one of them another name";
    }

    private Optional<String> readField(YamlMapping block, CredentialType type, CredentialType.Field field) {
        if (!block.has(field.key())) {
            findings.refuse(block.place(), block.description() + " of type " + type + " needs `" + field.key() + "`");
            return Optional.empty();
        }
        return field.secret() ? references.secret(block, field.key()) : references.value(block, field.key());
    }
}
