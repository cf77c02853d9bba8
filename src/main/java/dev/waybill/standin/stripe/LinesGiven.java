package dev.waybill.standin.stripe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines a request carries: those of a bulk call, or the one item that is the request itself. */
final class LinesGiven {

    private LinesGiven() {
    }

    /** The first parameter that holds the text, among the descriptions and the {@code gw_line} marks of the lines. */
    static Optional<Parameters> containing(String text, StripeApi.Checked checked) {
        Parameters given = checked.question().given();
        List<String> path = checked.endpoint().path();
        boolean isLineItself = path.contains("invoiceitems") || path.contains("lines");
        return Stream.concat(isLineItself ? Stream.of(given) : Stream.empty(), given.list("lines").stream())
                .flatMap(line -> Stream.of(Optional.ofNullable(line.at("description")),
                        Optional.ofNullable(line.at("metadata")).map(metadata -> metadata.at("gw_line"))))
                .flatMap(Optional::stream)
                .filter(value -> value.text() != null && value.text().contains(text))
                .findFirst();
    }
}
