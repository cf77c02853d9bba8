package dev.waybill.provider.paddleclassic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A subscription's modifiers, listed to the end, beside what we know of the bill's. */
final class ModifierList {

    private final PaddleHolding held;
    private final LookUp seen;
    private final List<HeldModifier> fresh;

    /** @param seen with our modifiers of all pages in {@link LookUp#found()} */
    ModifierList(PaddleHolding held, LookUp seen) {
        this.held = held;
        this.seen = seen;
        Set<Long> known = held.modifiers().stream().map(HeldModifier::id).collect(Collectors.toSet());
        fresh = seen.found().stream().filter(one -> !known.contains(one.id())).distinct().toList();
    }

    /** The bill's modifiers that we had no record of. */
    List<HeldModifier> fresh() {
        return fresh;
    }

    /** What is known after the list. */
    PaddleHolding holding() {
        List<HeldModifier> modifiers = new ArrayList<>();
        String said = seen.said();
        for (HeldModifier known : held.modifiers()) {
            Optional<HeldModifier> now = seen.found().stream().filter(one -> one.is(known.id())).findFirst();
            if (known.charged() || !known.subscription().equals(seen.subscription())) {
                modifiers.add(known);
            } else if (now.isPresent()) {
                modifiers.add(known.seen(now.get()));
                said = seen.created().contains(known.id()) ? difference(known, now.get()).orElse(said) : said;
            } else if (known.open() || fresh.stream().noneMatch(one -> one.part().equals(known.part()))) {
                // what was made a moment ago stands, whether or not the list shows it yet; what vanished and was made again by
                // hand is forgotten
                modifiers.add(known.listed(seen.created().contains(known.id())));
            }
        }
        modifiers.addAll(fresh);
        return held.with(modifiers).with(seen.complete(said));
    }

    /** What Paddle made of a modifier that we made a moment ago, if it is not what we sent. */
    private static Optional<String> difference(HeldModifier made, HeldModifier now) {
        boolean same = now.part().equals(made.part()) && now.amount().compareTo(made.amount()) == 0 && !now.recurring()
                && (now.currency() == null || now.currency().equals(made.currency()));
        return same ? Optional.empty() : Optional.of("Modifier " + made.id() + " was made as a one-time modifier over "
                + made.amount().toPlainString() + " " + made.currency() + ", and Paddle lists it as a "
                + (now.recurring() ? "recurring" : "one-time") + " one over " + now.amount().toPlainString() + " "
                + now.currency() + (now.part().isEmpty() ? ", without the end of its description." : "."));
    }
}
