package dev.waybill.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.bill.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMaskTest {

    private static final Set<String> PERSONAL = Set.of("name", "email", "phone", "customer_address", "tax_ids", "url");
    private static final AnswerMask MASK = new AnswerMask(PERSONAL, new AnswerMask.Credentials() {
        @Override
        public boolean canBeIn(String text) {
            return text.contains("key_");
        }

        @Override
        public String hidden(String text) {
            return text.replaceAll("\\bkey_\\w+", "*");
        }
    });
    private static final String ANSWER = """
            {"id":"in_1","amount_due":1000,"rate":1e3,"email":"ann@example.com","name":"Ann Lee",\
            "customer_address":{"city":"Oslo","lines":[1,{"name":"Ann"}]},"tax_ids":[{"v":"DE1"}],"phone":null,"url":"",\
            "none":{},"empty":[],"nested":[[-1.5,true],{"a":false}],"paid":false,\
            "lines":{"data":[{"description":"API calls","phone":"+47 1"}]}}""";
    private static final String MASKED = """
            {"id":"in_1","amount_due":1000,"rate":1e3,"email":"*","name":"*",\
            "customer_address":"*","tax_ids":"*","phone":null,"url":"",\
            "none":{},"empty":[],"nested":[[-1.5,true],{"a":false}],"paid":false,\
            "lines":{"data":[{"description":"API calls","phone":"*"}]}}""";

    @Test
    void masks_personal_fields_and_keeps_the_rest() {
        assertThat(MASK.masked(ANSWER)).isEqualTo(MASKED);
    }

    @Test
    void leaves_out_the_white_space_between_tokens() throws Exception {
        assertThat(MASK.masked("\n" + Json.MAPPER.readTree(ANSWER).toPrettyString() + "\r\n\t"))
                .isEqualTo(MASKED.replace("1e3", Json.MAPPER.readTree(ANSWER).get("rate").toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":\"ask ann@example.com, please\"}             | {\"a\":\"ask *, please\"}",
        "{\"a\":\"ann\\u0040example.com\\nand key_1\\/\"}    | {\"a\":\"*\\nand */\"}",
        "{\"a\":\"with k\\u0065y_live\"}                     | {\"a\":\"with *\"}",
        "{\"a\":\"monkey_1 key_1\",\"b\":[\"key_2\"]}        | {\"a\":\"monkey_1 *\",\"b\":[\"*\"]}",
        "{\"a\":\"\\u0000 \\ud800 \\\"é\\\"\"}               | {\"a\":\"\\u0000 \ud800 \\\"é\\\"\"}",
        "{\"a\":\"ann@example.com\",\"na\\u006de\":\"Ann\"}  | {\"a\":\"*\",\"na\\u006de\":\"*\"}",
        "[\"ann@example.com\",12,null]                       | [\"*\",12,null]"})
    void hides_addresses_and_credentials_in_every_text(String body, String masked) {
        assertThat(MASK.masked(body)).isEqualTo(masked);
    }

    @Test
    void masks_what_can_be_read_of_a_body_that_is_cut_off() {
        assertThat(MASK.masked("{\"id\":\"in_1\",\"email\":\"ann@example.com\",\"paid\":true,\"name\":\"Ann L"))
                .isEqualTo("{\"id\":\"in_1\",\"email\":\"*\",\"paid\":true,\"name\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\" \"Ann\"}", "{\"name\",\"Ann\"}", "{\"name\":Ann}", "{\"name\":[\"Ann\"}", "{name:\"Ann\"}",
        "{\"name\":{\"a\":[1 \"Ann\"]}}", "['Ann']", "[1 \"Ann\"]", "{\"a\":tru, \"b\":\"Ann\"}", "[\"a\0\",\"Ann\"]",
        "{\"\\x\":\"Ann\"}", "[\"\\x\",\"Ann\"]", "[1,]\"Ann\"", "{\"a\":1,}\"Ann\"", "[nul\0\"Ann\"]", "}\"Ann\""})
    void reads_no_further_than_the_first_thing_that_is_no_json(String body) {
        assertThat(MASK.masked("[" + body)).doesNotContain("Ann").startsWith("[");
    }

    @Test
    void a_body_nested_without_end_ends_somewhere() {
        assertThat(MASK.masked("[".repeat(100_000))).matches("\\[{900,2000}");
        assertThat(MASK.masked("{\"name\":".repeat(100_000))).isEqualTo("{\"name\":");
    }

    @Test
    void keeps_a_number_too_large_to_write_out_as_it_stands() {
        assertThat(MASK.masked("{\"amount\":1e999999999}")).isEqualTo("{\"amount\":1e999999999}");
    }

    @Test
    void keeps_text_that_is_no_json_without_addresses_and_credentials() {
        assertThat(MASK.masked("<html>502 for ann@example.com with key_51abc</html>")).isEqualTo("<html>502 for * with *</html>");
    }

    @Test
    void cuts_long_text() {
        assertThat(MASK.masked("x".repeat(5000))).hasSize(2000).endsWith("…");
    }

    @Test
    void a_page_with_a_zero_byte_can_be_kept() {
        assertThat(MASK.masked("<html>\0 away\u007f\n</html>")).isEqualTo("<html>  away \n</html>");
        assertThat(MASK.masked("{\"a\":1,\0\"b\":2}")).isEqualTo("{\"a\":1,");
    }

    @Test
    void says_nothing_about_nothing() {
        assertThat(MASK.masked(null)).isEmpty();
        assertThat(MASK.sayable(null)).isEmpty();
    }

    @Test
    void a_sentence_is_short_on_one_line_and_without_secrets() {
        assertThat(MASK.sayable(" No\tsuch\0\r\n customer:  ann@example.com \u000b key_1 ")).isEqualTo("No such customer: * *");
        assertThat(MASK.sayable("word ".repeat(500))).hasSize(300).endsWith("…");
    }

    @Test
    void plain_text_is_handed_back_as_it_is() {
        String id = "in_1 \t\r\n é";
        assertThat(AnswerMask.plain(id)).isSameAs(id);
        assertThat(AnswerMask.plain("\0a\u001b\u007f")).isEqualTo(" a  ");
    }

    @Property
    void is_never_longer_than_the_body_and_never_fails(@ForAll("bodies") String body) {
        assertThat(MASK.masked(body).length()).isLessThanOrEqualTo(body.length());
    }

    @Property
    void shows_no_name_however_the_body_is_cut(@ForAll("cuts") int end) {
        assertThat(MASK.masked(ANSWER.substring(0, end))).doesNotContain("Ann").doesNotContain("Oslo").doesNotContain("+47");
    }

    @Property
    void keeps_of_a_body_cut_off_what_it_keeps_of_the_whole(@ForAll("cuts") int end) {
        assertThat(MASKED).startsWith(MASK.masked(ANSWER.substring(0, end)));
    }

    /** The oracle is a tree, which has no text to be careful with. */
    @Property
    void masks_as_a_tree_is_masked(@ForAll("trees") ObjectNode tree, @ForAll boolean pretty) throws Exception {
        String body = pretty ? tree.toPrettyString() : tree.toString();
        String wanted = masked(tree).toString();

        String masked = MASK.masked(body);

        assertThat(masked).isEqualTo(wanted.length() <= body.length() ? wanted : wanted.substring(0, body.length()));
    }

    private static JsonNode masked(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(node.asText().replace("ann@example.com", "*").replace("key_1", "*"));
        }
        if (node.isArray()) {
            ArrayNode masked = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> masked.add(masked(element)));
            return masked;
        }
        if (node.isObject()) {
            ObjectNode masked = JsonNodeFactory.instance.objectNode();
            node.fields().forEachRemaining(field -> {
                boolean shown = !PERSONAL.contains(field.getKey()) || field.getValue().isNull()
                        || field.getValue().isTextual() && field.getValue().asText().isEmpty();
                masked.set(field.getKey(), shown ? masked(field.getValue()) : TextNode.valueOf("*"));
            });
            return masked;
        }
        return node;
    }

    @Provide
    Arbitrary<ObjectNode> trees() {
        return objects(values(3));
    }

    private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
        Arbitrary<String> names = Arbitraries.of("id", "name", "email", "customer_address", "nam", "names", "tax_idx", "url", "", "é");
        return Arbitraries.maps(names, values).ofMaxSize(6).map(fields -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
                object.set(field.getKey(), field.getValue());
            }
            return object;
        });
    }

    private static Arbitrary<JsonNode> values(int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                Arbitraries.of("", "in_1", "a \\ \" / b", "\n\t", "\0", "€🚀", "for ann@example.com with key_1", "key_1", "monk_key")
                        .map(nodes::textNode),
                Arbitraries.longs().map(nodes::numberNode), Arbitraries.bigDecimals().map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode), Arbitraries.just(nodes.nullNode()));
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<JsonNode> inner = values(depth - 1);
        Arbitrary<JsonNode> arrays = inner.list().ofMaxSize(4).map(elements -> nodes.arrayNode().addAll(List.copyOf(elements)));
        return Arbitraries.frequencyOf(Tuple.of(3, leaves), Tuple.of(1, arrays),
                Tuple.of(2, objects(inner).map(object -> object)));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(Arbitraries.strings(), Arbitraries.strings().map(text -> "{\"email\":" + text),
                Arbitraries.strings().withChars('{', '}', '[', ']', '"', ':', ',', '\\', '@', '1', 'n', ' ', '\0').map(t -> "[" + t),
                Arbitraries.of("{\"email\":1}", "{\"name\":{}}", "[[[", "{\"a\":1,\"a\":2}", "{\"name\":", "{}{}",
                        "{\"email\":[1,", "\"", "[1e400,2]", "{\"\\u0000\":\"\\ud800\"}"));
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, ANSWER.length());
    }
}
