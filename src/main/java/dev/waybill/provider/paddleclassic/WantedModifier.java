package dev.waybill.provider.paddleclassic;

import java.math.BigDecimal;

/**
 * One modifier as it should stand on the subscription.
 *
 * @param part   what it stands for, as the tag names it: the whole bill, a line, or a correction
 * @param amount in major units with the currency's decimals, never zero; negative charges less
 * @param text   what a buyer reads, without the tag
 */
record WantedModifier(String part, BigDecimal amount, String text) {
}
