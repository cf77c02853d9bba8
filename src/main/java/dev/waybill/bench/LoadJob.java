package dev.waybill.bench;

import java.nio.file.Path;

/**
 * What the load is told to send. As text: {@code load f 0 200.0 30 0 FOLDER/records}.
 *
 * @param prefix    of the bills' ids
 * @param first     the number of the first bill
 * @param perSecond a fixed rate, each bill due at its own moment; 0 for a closed loop: as fast as it goes
 * @param seconds   how long new bills are begun; 0 until told to stop
 * @param bills     how many bills at most; 0 for any number
 * @param onTheirWay with a closed loop: how many bills may be sent and not yet delivered
 * @param records   the file that gets a line for every bill, see {@link LoadRecords}
 */
record LoadJob(String prefix, long first, double perSecond, int seconds, long bills, int onTheirWay, Path records) {

    static final String WORD = "load";

    /** A fixed rate, whether the gateway keeps up or not. */
    static LoadJob fixed(String prefix, double perSecond, int seconds, Path records) {
        return new LoadJob(prefix, 0, perSecond, seconds, 0, Integer.MAX_VALUE, records);
    }

    /** As fast as it goes with a bound on what is under way. */
    static LoadJob closed(String prefix, int seconds, int onTheirWay, Path records) {
        return new LoadJob(prefix, 0, 0, seconds, 0, onTheirWay, records);
    }

    /** This many bills, as fast as they are acknowledged. */
    static LoadJob all(String prefix, long bills, Path records) {
        return new LoadJob(prefix, 0, 0, 0, bills, Integer.MAX_VALUE, records);
    }

    LoadJob from(long number) {
        return new LoadJob(prefix, number, perSecond, seconds, bills, onTheirWay, records);
    }

    String line() {
        return String.join(" ", WORD, prefix, String.valueOf(first), String.valueOf(perSecond), String.valueOf(seconds),
                String.valueOf(bills), String.valueOf(onTheirWay), records.toString());
    }

    static LoadJob read(String line) {
        String[] words = line.split(" ", 8);
        return new LoadJob(words[1], Long.parseLong(words[2]), Double.parseDouble(words[3]), Integer.parseInt(words[4]),
                Long.parseLong(words[5]), Integer.parseInt(words[6]), Path.of(words[7]));
    }
}
