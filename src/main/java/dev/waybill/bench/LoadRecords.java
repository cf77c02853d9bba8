package dev.waybill.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What the load wrote down about every bill it sent, in a file between two processes. */
final class LoadRecords {

    private LoadRecords() {
    }

    /**
     * One bill.
     *
     * @param due          when it was to be sent, in microseconds since 1970: not when a connection became free for it
     * @param acknowledged when it was answered with 200; 0 when it never was
     * @param tries        how often it was sent
     */
    record Sent(long number, long due, long acknowledged, int tries) {

        boolean isAcknowledged() {
            return acknowledged != 0;
        }
    }

    static void write(Path file, Queue<Sent> records) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (Sent sent : records) {
                writer.write(sent.number() + " " + sent.due() + " " + sent.acknowledged() + " " + sent.tries() + "\n");
            }
        }
    }

    static List<Sent> read(Path file) {
        List<Sent> records = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                String[] words = line.split(" ");
                records.add(new Sent(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]),
                        Integer.parseInt(words[3])));
            }
            return records;
        } catch (IOException e) {
            throw new BenchFailedException("The records of the load in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
