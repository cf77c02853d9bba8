package dev.waybill.standin.m3ter;

import dev.waybill.standin.server.Reply;

/** An error answer of m3ter's: {@code {"message": ...}}. m3ter knows no 401: whoever may not, gets 403. */
final class M3terError extends RuntimeException {

    private final int status;

    M3terError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    Reply reply() {
        return Reply.message(status, getMessage());
    }
}
