package dev.waybill.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EscapingTest {

    @Test
    void escapes_what_would_end_a_value() {
        assertThat(Escaping.ADDRESS.escaped("a&b=c+d%e[f] g,é~*")).isEqualTo("a%26b%3Dc%2Bd%25e%5Bf%5D%20g%2C%C3%A9~%2A");
        assertThat(Escaping.FORM.escaped("a&b=c+d%e[f] g,é~*")).isEqualTo("a%26b%3Dc%2Bd%25e%5Bf%5D+g%2C%C3%A9%7E*");
    }

    @Test
    void escapes_characters_beyond_the_first_plane_as_four_octets() {
        assertThat(Escaping.ADDRESS.escaped("🚀")).isEqualTo("%F0%9F%9A%80");
    }

    @Test
    void writes_a_question_mark_for_half_a_character() {
        assertThat(Escaping.ADDRESS.escaped("a\uD83D")).isEqualTo("a%3F");
    }

    @Test
    void every_character_is_written_as_java_writes_it() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String value = String.valueOf((char) c);
            assertThat(Escaping.FORM.escaped(value)).isEqualTo(URLEncoder.encode(value, UTF_8));
            assertThat(Escaping.ADDRESS.escaped(value)).isEqualTo(asInAnAddress(value));
        }
    }

    @Property
    void a_form_is_written_as_java_writes_it(@ForAll("texts") String value) {
        assertThat(Escaping.FORM.escaped(value)).isEqualTo(URLEncoder.encode(value, UTF_8));
    }

    @Property
    void an_address_differs_in_space_star_and_tilde_only(@ForAll("texts") String value) {
        assertThat(Escaping.ADDRESS.escaped(value)).isEqualTo(asInAnAddress(value));
    }

    @Property
    void any_other_reader_of_forms_reads_the_same(@ForAll("texts") String value, @ForAll Escaping escaping) {
        assertThat(URLDecoder.decode(escaping.escaped(value), UTF_8)).isEqualTo(new String(value.getBytes(UTF_8), UTF_8));
    }

    private static String asInAnAddress(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    @Provide
    Arbitrary<String> texts() {
        return anyTexts();
    }

    /** Plain, awkward and impossible texts: halves of pairs too, alone, doubled and the wrong way round. */
    static Arbitrary<String> anyTexts() {
        return Arbitraries.oneOf(Arbitraries.strings().all(), Arbitraries.strings().ascii(),
                Arbitraries.strings().withChars('a', ' ', '+', '%', '&', '=', '~', '*', '\0', 'é', '€', '\ud83d', '\ude80'));
    }
}
