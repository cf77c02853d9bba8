package dev.waybill.delivery;

import java.util.UUID;

/**
 * What became of a posted message.
 *
 * @param id        the id under which it is kept; for a duplicate, that of the first
 * @param duplicate true when the same message was already kept: nothing was changed
 */
public record Acceptance(UUID id, boolean duplicate) {
}
