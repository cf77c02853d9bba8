package dev.waybill.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({"port, port, 0", "prt, port, 1", "poort, port, 1", "pert, port, 1", "prot, port, 1", "'', port, 4",
            "host, port, 2"})
    void counts_letters_added_missing_replaced_and_swapped(String written, String meant, int slips) {
        assertThat(Spelling.slips(written, meant)).isEqualTo(slips);
    }

    @Test
    void prefers_the_nearest_word() {
        assertThat(Spelling.nearest("stripe.bse-url", List.of("stripe.base-uri", "stripe.base-url"), 3))
                .contains("stripe.base-url");
    }

    @Test
    void finds_nothing_when_every_word_is_too_far() {
        assertThat(Spelling.nearest("kafka.brokers", List.of("http.port", "http.host"), 3)).isEmpty();
    }
}
