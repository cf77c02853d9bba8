package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FormBodyTest {

    @Test
    void writes_nested_keys_as_they_stand() {
        assertThat(new FormBody().add("lines[0][amount]", 1200).add("lines[0][metadata][gw_line]", "l-1"))
                .hasToString("lines[0][amount]=1200&lines[0][metadata][gw_line]=l-1");
    }

    @Test
    void writes_switches_in_lower_case() {
        assertThat(new FormBody().add("auto_advance", false)).hasToString("auto_advance=false");
    }

    @Test
    void escapes_what_would_end_a_value() {
        assertThat(FormBody.escape("a&b=c+d%e[f] g,é")).isEqualTo("a%26b%3Dc%2Bd%25e%5Bf%5D%20g%2C%C3%A9");
    }

    @Test
    void escapes_characters_beyond_the_first_plane_as_four_octets() {
        assertThat(FormBody.escape("🚀")).isEqualTo("%F0%9F%9A%80");
    }

    @Test
    void writes_a_question_mark_for_half_a_character() {
        assertThat(FormBody.escape("a\uD83D")).isEqualTo("a%3F");
    }

    @Test
    void reads_nothing_from_nothing() {
        assertThat(FormBody.parse("")).isEmpty();
    }

    @Test
    void keeps_a_percent_sign_that_escapes_nothing() {
        assertThat(FormBody.parse("a=%zz%4&b=1")).containsEntry("a", "%zz%4").containsEntry("b", "1");
    }

    @Property
    void whatever_is_written_is_read_back(@ForAll String value) {
        String readable = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String form = new FormBody().add("a[0]", value).add("b", 7).toString();

        assertThat(FormBody.parse(form)).containsEntry("a[0]", readable).containsEntry("b", "7");
    }

    @Property
    void any_other_reader_of_forms_reads_the_same(@ForAll String value) {
        String readable = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(URLDecoder.decode(FormBody.escape(value), StandardCharsets.UTF_8)).isEqualTo(readable);
    }
}
