package dev.waybill.integration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    /** The route release-parked-deliveries tells by it whether a new mapping is one that a parked delivery waits for. */
    @ParameterizedTest
    @EnumSource
    void the_name_begins_with_the_name_of_its_system(Destination destination) {
        assertThat(destination.displayName()).startsWithIgnoringCase(destination.externalSystem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"StripeTest", "stripetest", "STRIPE_TEST", "stripe-test"})
    void case_and_dashes_do_not_count(String spelling) {
        assertThat(Destination.named(spelling)).contains(Destination.STRIPE_TEST);
    }

    @Test
    void what_nobody_knows_is_none() {
        assertThat(Destination.named("Strype")).isEmpty();
    }
}
