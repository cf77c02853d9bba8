package dev.waybill.standin.paddleclassic;

import dev.waybill.standin.server.Reply;

/** An error answer of Paddle's, on its way out. */
final class Refusal extends RuntimeException {

    private final int code;

    /** With Paddle's own sentence. */
    Refusal(PaddleError error) {
        super(error.message(), null, false, false);
        this.code = error.code();
    }

    /** With Paddle's own sentence, and what the stand-in has to add: for what Paddle does not document. */
    Refusal(PaddleError error, String why) {
        super(error.message() + " (stand-in: " + why + ")", null, false, false);
        this.code = error.code();
    }

    Reply reply() {
        return Envelope.refused(code, getMessage());
    }
}
