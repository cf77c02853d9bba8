package dev.waybill.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One {@code key: value} block of a YAML file. Every value is asked for with the type it must have; what is wrong becomes a
 * finding at its line, and the answer is empty. A key without a value counts as absent.
 */
final class YamlMapping {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern LOOKS_SECRET = Pattern.compile("[A-Za-z0-9_+/=.-]{20,}");
    private static final int LONGEST_TEXT = 1000;

    private final String file;
    private final MappingNode node;
    private final Findings findings;
    private final String description;
    private final Map<String, Place> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();

    private YamlMapping(String file, MappingNode node, String kind, Findings findings) {
        this.file = file;
        this.node = node;
        this.findings = findings;
        for (NodeTuple tuple : node.getValue()) {
            add(tuple.getKeyNode(), tuple.getValueNode(), kind);
        }
        this.description = values.get("name") instanceof ScalarNode name ? kind + " \"" + shown(name.getValue()) + "\"" : kind;
    }

    /** The block at this node; a finding and empty when it is something else. */
    static Optional<YamlMapping> at(String file, Node node, String kind, Findings findings) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlMapping(file, mapping, kind, findings));
        }
        findings.refuse(place(file, node), "here must be " + article(kind) + " with its keys (`key: value`), found "
                + seen(node));
        return Optional.empty();
    }

    /** What it is, for messages: {@code integration "Stripe invoices"}. */
    String description() {
        return description;
    }

    Place place() {
        return place(file, node);
    }

    /** Where the value of the key stands; the block itself when the key is absent. */
    Place place(String key) {
        Node value = values.get(key);
        return value == null ? place() : place(file, value);
    }

    Findings findings() {
        return findings;
    }

    Set<String> keys() {
        return values.keySet();
    }

    /** Refuses every key that is not known here, with the nearest known one. */
    void allowOnly(Collection<String> known) {
        allowOnly(known, Map.of());
    }

    /** The same; a key that belongs elsewhere is told where, in the words of {@code elsewhere}. */
    void allowOnly(Collection<String> known, Map<String, String> elsewhere) {
        keys.forEach((key, place) -> {
            if (!known.contains(key)) {
                String hint = elsewhere.containsKey(key) ? "; it belongs " + elsewhere.get(key)
                        : NearestWord.suggestion(key, known);
                findings.refuse(place, "unknown key `" + shown(key) + "` in " + description + hint);
            }
        });
    }

    boolean has(String key) {
        return values.containsKey(key) && !isEmpty(values.get(key));
    }

    /** A text without outer blanks and control characters. */
    Optional<String> text(String key) {
        return scalar(key, "text").flatMap(scalar -> text(key, scalar));
    }

    /** The same, and a finding when the key is absent. */
    Optional<String> requiredText(String key) {
        if (!has(key)) {
            findings.refuse(place(key), description + " needs `" + key + "`");
            return Optional.empty();
        }
        return text(key);
    }

    /** The scalar's text as it stands, for values that may be secret: nothing is checked and nothing is shown. */
    Optional<String> unseenText(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        findings.refuse(place(key), "`" + key + "` of " + description + " must be text, found " + kindOf(values.get(key)));
        return Optional.empty();
    }

    Optional<Boolean> flag(String key) {
        return scalar(key, "true or false").flatMap(scalar -> {
            if (scalar.getTag().equals(Tag.BOOL)) {
                return Optional.of(Boolean.valueOf(scalar.getValue()));
            }
            findings.refuse(place(key), "`" + key + "` of " + description + " must be true or false, found " + seen(scalar));
            return Optional.empty();
        });
    }

    /** A whole number; {@code least} and {@code most} may be null. */
    Optional<Long> number(String key, Long least, Long most) {
        return scalar(key, "a whole number").flatMap(scalar -> {
            Optional<Long> number = scalar.getTag().equals(Tag.INT) ? parseLong(scalar.getValue()) : Optional.empty();
            if (number.isEmpty() || least != null && number.get() < least || most != null && number.get() > most) {
                findings.refuse(place(key), "`" + key + "` of " + description + " must be a whole number" + range(least, most)
                        + ", found " + seen(scalar));
                return Optional.empty();
            }
            return number;
        });
    }

    Optional<UUID> uuid(String key) {
        return text(key).flatMap(text -> {
            if (UUID_TEXT.matcher(text).matches()) {
                return Optional.of(UUID.fromString(text));
            }
            findings.refuse(place(key), "`" + key + "` of " + description + " must be a UUID like"
                    + " 00000000-0000-4000-8000-0000000000aa, found `" + shown(text) + "`");
            return Optional.empty();
        });
    }

    /** One of these words, spelled exactly so. */
    Optional<String> oneOf(String key, Collection<String> words) {
        return text(key).flatMap(text -> {
            if (words.contains(text)) {
                return Optional.of(text);
            }
            findings.refuse(place(key), "`" + key + "` of " + description + " is `" + shown(text) + "`, accepted are "
                    + String.join(", ", words)
                    + NearestWord.to(text, words).map(near -> "; did you mean `" + near + "`?").orElse(""));
            return Optional.empty();
        });
    }

    /** One entry of a list of texts, with its place. */
    record Entry(String text, Place place) {
    }

    /** A list of texts; entries that are no text become findings. */
    List<Entry> texts(String key) {
        List<Entry> texts = new ArrayList<>();
        for (Node item : items(key, "texts")) {
            if (item instanceof ScalarNode scalar) {
                text(key, scalar).ifPresent(text -> texts.add(new Entry(text, place(file, item))));
            } else {
                findings.refuse(place(file, item), "`" + key + "` of " + description + " must be a list of texts, one entry is "
                        + kindOf(item));
            }
        }
        return texts;
    }

    /** A list of blocks. */
    List<YamlMapping> mappings(String key, String kind) {
        List<YamlMapping> mappings = new ArrayList<>();
        for (Node item : items(key, "blocks, each beginning with `- `")) {
            at(file, item, kind, findings).ifPresent(mappings::add);
        }
        return mappings;
    }

    /** The block below this key. */
    Optional<YamlMapping> mapping(String key) {
        return has(key) ? at(file, values.get(key), "`" + key + "` of " + description, findings) : Optional.empty();
    }

    /** A value as a message may show it: shortened, and cut to its first letters when it could be a misplaced secret. */
    static String shown(String value) {
        if (LOOKS_SECRET.matcher(value).matches() && !UUID_TEXT.matcher(value).matches()
                && value.chars().anyMatch(Character::isDigit)) {
            return value.substring(0, 4) + "...";
        }
        return value.length() > 60 ? value.substring(0, 60) + "..." : value;
    }

    static Place place(String file, Node node) {
        return node.getStartMark().map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> new Place(file, 0, 0));
    }

    private void add(Node keyNode, Node valueNode, String kind) {
        Place place = place(file, keyNode);
        if (!(keyNode instanceof ScalarNode scalar)) {
            findings.refuse(place, "a key of " + kind + " must be a word, found " + kindOf(keyNode));
            return;
        }
        String key = scalar.getValue();
        Place first = keys.putIfAbsent(key, place);
        if (first == null) {
            values.put(key, valueNode);
        } else {
            findings.refuse(place, "key `" + shown(key) + "` of " + kind + " is written twice, first in line " + first.line()
                    + "; keep one of them");
        }
    }

    private Optional<ScalarNode> scalar(String key, String wanted) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            return Optional.of(scalar);
        }
        findings.refuse(place(key), "`" + key + "` of " + description + " must be " + wanted + ", found "
                + kindOf(values.get(key)));
        return Optional.empty();
    }

    private Optional<String> text(String key, ScalarNode scalar) {
        String text = scalar.getValue();
        String complaint = null;
        if (!Set.of(Tag.STR, Tag.INT, Tag.FLOAT).contains(scalar.getTag())) {
            complaint = "must be text, found " + seen(scalar) + "; put it in quotes if it is meant as text";
        } else if (text.isBlank()) {
            complaint = "is blank";
        } else if (!text.equals(text.strip())) {
            complaint = "begins or ends with a blank: `" + shown(text) + "`";
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            complaint = "holds a line break or another control character";
        } else if (text.length() > LONGEST_TEXT) {
            complaint = "is " + text.length() + " characters long; " + LONGEST_TEXT + " are accepted";
        } else if (SecretReferences.isReference(text)) {
            complaint = "is `" + shown(text)
                    + "`, but only the fields of credentials and the secrets of inbound webhooks are taken"
                    + " from elsewhere; write the value itself";
        }
        if (complaint == null) {
            return Optional.of(text);
        }
        findings.refuse(place(file, scalar), "`" + key + "` of " + description + " " + complaint);
        return Optional.empty();
    }

    private List<Node> items(String key, String wanted) {
        if (!has(key)) {
            return List.of();
        }
        if (values.get(key) instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        findings.refuse(place(key), "`" + key + "` of " + description + " must be a list of " + wanted + ", found "
                + seen(values.get(key)));
        return List.of();
    }

    private static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static Optional<Long> parseLong(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String range(Long least, Long most) {
        if (least != null && most != null) {
            return " from " + least + " to " + most;
        }
        return least != null ? " from " + least : most != null ? " up to " + most : "";
    }

    private static String seen(Node node) {
        return node instanceof ScalarNode scalar && !isEmpty(node) ? "`" + shown(scalar.getValue()) + "`" : kindOf(node);
    }

    private static String kindOf(Node node) {
        if (isEmpty(node)) {
            return "nothing";
        }
        return node instanceof MappingNode ? "a block of keys" : node instanceof SequenceNode ? "a list" : "a single value";
    }

    private static String article(String kind) {
        if (kind.startsWith("`") || kind.startsWith("credentials")) {
            return kind;
        }
        return ("aeiou".indexOf(kind.charAt(0)) >= 0 ? "an " : "a ") + kind;
    }
}
