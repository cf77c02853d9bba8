package dev.waybill;

import dev.waybill.cli.WaybillCommand;

/** The entry: hands the command line on. */
public final class Waybill {

    private Waybill() {
    }

    public static void main(String[] arguments) {
        System.exit(WaybillCommand.execute(arguments));
    }
}
