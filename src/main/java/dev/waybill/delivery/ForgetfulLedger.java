package dev.waybill.delivery;

import java.util.function.Consumer;

/**
 * Agrees to everything and keeps nothing: for practice, never for a bill that somebody sent.
 *
 * @param ended told of every run that has ended
 */
public record ForgetfulLedger(Consumer<Work> ended) implements Ledger {

    @Override
    public Acceptance accept(InboundEvent event, boolean atOnce) {
        return new Acceptance(event.id(), false);
    }

    @Override
    public boolean decided(DecidedBill decided) {
        decided.works().stream().filter(work -> !work.hasCall()).forEach(ended);
        return true;
    }

    @Override
    public boolean answered(Call answered, int number, Answer answer, String log, Work after) {
        return true;
    }

    @Override
    public boolean finished(Call answered, int number, Answer answer, String log, Work after) {
        ended.accept(after);
        return true;
    }

    @Override
    public void close() {
        // there is nothing to write
    }
}
