package dev.waybill.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.LineItemType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {

    @Test
    void finds_a_word_with_two_letters_exchanged() {
        assertThat(NearestWord.to("enalbed", List.of("enabled", "settings"))).contains("enabled");
    }

    @Test
    void finds_a_word_in_another_case() {
        assertThat(NearestWord.misspelt("USAGE_credit", LineItemType.KNOWN)).contains("USAGE_CREDIT");
    }

    @Test
    void finds_nothing_when_nothing_is_near() {
        assertThat(NearestWord.to("colour", List.of("daysUntilDue"))).isEmpty();
    }

    @Test
    void prefers_the_nearest_of_two() {
        assertThat(NearestWord.misspelt("MINIMUM_SPENDD", LineItemType.KNOWN)).contains("MINIMUM_SPEND");
    }

    @Test
    void does_not_take_a_new_type_for_a_misspelling() {
        assertThat(NearestWord.misspelt("USAGE_TAX", LineItemType.KNOWN)).isEmpty();
    }
}
