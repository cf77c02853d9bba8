package dev.waybill.provider;

import dev.waybill.delivery.Answer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a call would bring if it were sent, as far as anybody but the provider can say. */
public sealed interface Expectation {

    /**
     * The answer follows from the calls before it: what was just made is as it was made.
     *
     * @param ids by {@link Placeholder} name, what the ids in the answer belong to that only the provider gives
     */
    record Certain(Answer answer, Map<String, String> ids) implements Expectation {
        public Certain {
            Objects.requireNonNull(answer, "answer");
            ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        }
    }

    /**
     * The answer is this one unless somebody else has changed what the provider holds.
     *
     * @param condition one sentence that says what has to be so
     * @param ids       as in {@link Certain}
     */
    record Assumed(Answer answer, String condition, Map<String, String> ids) implements Expectation {
        public Assumed {
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(condition, "condition");
            ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        }
    }

    /**
     * Only the provider can tell.
     *
     * @param follows what its answer leads to, in words
     */
    record Open(String follows) implements Expectation {
        public Open {
            Objects.requireNonNull(follows, "follows");
        }
    }
}
