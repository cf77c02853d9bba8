package dev.waybill.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written here is compared octet by octet later, by previews and by providers that know a repeated request. */
class FormBodyTest {

    @Test
    void writes_nested_keys_as_they_stand() {
        assertThat(new FormBody(Escaping.ADDRESS).add("lines[0][amount]", 1200).add("lines[0][metadata][gw_line]", "l-1"))
                .hasToString("lines[0][amount]=1200&lines[0][metadata][gw_line]=l-1");
    }

    @Test
    void writes_switches_in_lower_case() {
        assertThat(new FormBody(Escaping.ADDRESS).add("auto_advance", false)).hasToString("auto_advance=false");
    }

    @Test
    void reads_nothing_from_nothing() {
        assertThat(FormBody.parse("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Escaping.class)
    void keeps_a_field_without_value(Escaping escaping) {
        assertThat(FormBody.parse(new FormBody(escaping).add("a", "").add("b", "1").toString())).containsEntry("a", "")
                .containsEntry("b", "1");
    }

    @Test
    void keeps_a_percent_sign_that_escapes_nothing() {
        assertThat(FormBody.parse("a=%zz%4&b=1&c=%&d=%41%4")).containsEntry("a", "%zz%4").containsEntry("b", "1")
                .containsEntry("c", "%").containsEntry("d", "A%4");
    }

    @Test
    void reads_octets_between_characters_that_stand_for_themselves() {
        assertThat(FormBody.parse("a=x%C3%A9+é%20y")).containsEntry("a", "xé é y");
    }

    @Property
    void whatever_is_written_is_read_back(@ForAll("texts") String value, @ForAll Escaping escaping) {
        String readable = new String(value.getBytes(UTF_8), UTF_8);

        String form = new FormBody(escaping).add("a[0]", value).add("b", -7).toString();

        assertThat(FormBody.parse(form)).containsEntry("a[0]", readable).containsEntry("b", "-7");
    }

    @Property
    void a_form_is_what_javas_own_encoder_makes_of_it(@ForAll @Size(max = 5) List<@From("texts") String> values) {
        FormBody form = new FormBody(Escaping.FORM);
        values.forEach(value -> form.add("k[1]", value));

        assertThat(form).hasToString(values.stream().map(value -> "k[1]=" + URLEncoder.encode(value, UTF_8))
                .collect(Collectors.joining("&")));
    }

    @Provide
    Arbitrary<String> texts() {
        return EscapingTest.anyTexts();
    }
}
