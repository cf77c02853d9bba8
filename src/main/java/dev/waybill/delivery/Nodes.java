package dev.waybill.delivery;

import java.util.Set;
import java.util.UUID;

/** The gateways that share one database. */
public interface Nodes {

    /** Says that this node lives, and looks around. To be called every second. */
    Around beat();

    /** Says that this node is gone; without it the others notice a few seconds later. */
    void leave();

    /**
     * What a node must know of the others.
     *
     * @param alive    nodes that live, this one included
     * @param revision of the configuration at that moment
     * @param held     integrations whose credentials the provider refuses
     */
    record Around(int alive, long revision, Set<UUID> held) {
        public Around {
            held = Set.copyOf(held);
        }
    }
}
