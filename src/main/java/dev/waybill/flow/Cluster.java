package dev.waybill.flow;

import dev.waybill.delivery.Nodes;
import dev.waybill.dispatch.Dispatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the nodes of one database tell each other: that they live, and which integrations are held. */
public final class Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final Nodes nodes;
    private final Dispatcher<Object> dispatcher;
    private final Holds holds;
    private int alive;

    public Cluster(Nodes nodes, Dispatcher<Object> dispatcher, Holds holds) {
        this.nodes = nodes;
        this.dispatcher = dispatcher;
        this.holds = holds;
    }

    /** Says that this node lives; divides the accounts' limits by the nodes there are, takes over what is held. */
    public synchronized void beat() {
        Nodes.Around around = nodes.beat();
        if (around.alive() != alive && (alive > 0 || around.alive() > 1)) {
            LOG.info("{} node(s) share the limits of the provider accounts", around.alive());
        }
        alive = around.alive();
        dispatcher.nodes(alive);
        holds.take(around);
    }

    /** Says that this node is gone, so that the others take its share of the limits. */
    public void leave() {
        nodes.leave();
    }
}
