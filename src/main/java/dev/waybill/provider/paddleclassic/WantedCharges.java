package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Step;
import java.math.BigDecimal;
import java.util.List;

/**
 * What Paddle should charge for a bill, in all, or the reason why it should charge nothing.
 *
 * @param currency  ISO 4217, upper case
 * @param digits    how many decimals an amount has; 2 where nothing is to be charged in a currency that is not known
 * @param total     rounded once, in major units; zero when {@code nothing} is set
 * @param modifiers as long as nothing was charged: their sum is the total
 * @param text      what a buyer reads on a correction
 * @param nothing   why nothing is to be collected, or null
 * @param refusal   why the bill must not be sent as it is, or null
 * @param remarks   sentences for the run's note
 */
record WantedCharges(String currency, int digits, BigDecimal total, List<WantedModifier> modifiers, String text, String nothing,
                     Step.Parked refusal, List<String> remarks) {

    WantedCharges {
        modifiers = List.copyOf(modifiers);
        remarks = List.copyOf(remarks);
    }

    /** An amount for a person: {@code 128.40 EUR}. */
    String words(BigDecimal amount) {
        return amount.toPlainString() + " " + currency;
    }
}
