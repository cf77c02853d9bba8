package dev.waybill.standin.stripe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of one request as a tree, read from {@code lines[0][metadata][k]=v}. One node is either a text, or a set of
 * named nodes; a list is a set named by indexes. The reading methods trust that a {@link Shape} has checked the tree.
 */
final class Parameters {

    private final Parameters holder;
    private final String key;
    /** Most nodes are texts and never get a field. */
    private Map<String, Parameters> fields = Map.of();
    private String text;

    private Parameters(Parameters holder, String key) {
        this.holder = holder;
        this.key = key;
    }

    static Parameters root() {
        return new Parameters(null, "");
    }

    /** In bracket form, as errors name it; empty for the root. */
    String name() {
        return holder == null ? "" : holder.holder == null ? key : holder.name() + "[" + key + "]";
    }

    /** The text of this node, or null when it has fields. */
    String text() {
        return text;
    }

    void set(String text) {
        if (this.text != null || !fields.isEmpty()) {
            throw Refusal.invalid(name(), "The parameter " + name() + " is given more than once.");
        }
        this.text = text;
    }

    /** The named node, made when it is not there yet. An empty key appends: {@code expand[]}. */
    Parameters into(String key) {
        if (text != null) {
            throw Refusal.invalid(name(), "The parameter " + name() + " is given both as a value and as an object.");
        }
        String field = key.isEmpty() ? String.valueOf(fields.size()) : key;
        if (fields.isEmpty()) {
            fields = new LinkedHashMap<>();
        }
        return fields.computeIfAbsent(field, added -> new Parameters(this, added));
    }

    Map<String, Parameters> fields() {
        return fields;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The named node, or null. */
    Parameters at(String field) {
        return fields.get(field);
    }

    /** The named text, or null when it is absent. */
    String text(String field) {
        Parameters at = fields.get(field);
        return at == null ? null : at.text;
    }

    /** The named text; absent and empty, which unsets, both give null. */
    String textOrUnset(String field) {
        String given = text(field);
        return given == null || given.isEmpty() ? null : given;
    }

    /** The named whole number, or null when it is absent or unset. */
    Long whole(String field) {
        String given = textOrUnset(field);
        return given == null ? null : Long.valueOf(given);
    }

    /** The named decimal, or null when it is absent or unset. */
    BigDecimal decimal(String field) {
        String given = textOrUnset(field);
        return given == null ? null : new BigDecimal(given);
    }

    boolean isTrue(String field, boolean otherwise) {
        String given = text(field);
        return given == null ? otherwise : given.equals("true");
    }

    /** The elements of the named list in the order of their indexes; empty when it is absent. */
    List<Parameters> list(String field) {
        Parameters at = fields.get(field);
        if (at == null) {
            return List.of();
        }
        Map<Integer, Parameters> ordered = new TreeMap<>();
        at.fields.forEach((index, element) -> ordered.put(Integer.valueOf(index), element));
        return new ArrayList<>(ordered.values());
    }
}
