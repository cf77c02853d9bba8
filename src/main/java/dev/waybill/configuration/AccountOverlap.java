package dev.waybill.configuration;

import java.util.HashSet;
import java.util.Set;

/** Whether there can be an account whose bills two integrations both let through. */
final class AccountOverlap {

    private AccountOverlap() {
    }

    /** Of each integration the allowed accounts (empty: all) and the restricted ones. */
    static boolean exists(Set<String> allowed, Set<String> restricted, Set<String> otherAllowed, Set<String> otherRestricted) {
        if (allowed.isEmpty() && otherAllowed.isEmpty()) {
            return true;
        }
        Set<String> both = new HashSet<>(allowed.isEmpty() ? otherAllowed : allowed);
        if (!allowed.isEmpty() && !otherAllowed.isEmpty()) {
            both.retainAll(otherAllowed);
        }
        both.removeAll(restricted);
        both.removeAll(otherRestricted);
        return !both.isEmpty();
    }
}
