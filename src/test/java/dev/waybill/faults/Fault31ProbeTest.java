package dev.waybill.faults;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class Fault31ProbeTest {
    @Test
    void probe() {
        long t0 = System.nanoTime();
        try (Fault31Folder f = Fault31Folder.begin()) {
            System.out.println("START " + Duration.ofNanos(System.nanoTime() - t0).toMillis());
            
            f.sendAlways(3);
            f.awaitSent(200);
            System.out.println("slowest before " + f.slowest());
            String[] files = {"bills/receive-bill", "bills/decide-bill", "bills/deliver-bill", "providers/stripe", "shared/errors", "shared/provider-call", "shared/housekeeping", "bills/log-run", "bills/replay-due-deliveries", "bills/read-bill"};
            for (String file : files) {
                String path = file + ".camel.yaml";
                int n = f.said("INFO").size();
                long t = System.nanoTime();
                f.write(path, f.text(path) + "\n# touched\n");
                f.awaitSaid("INFO", "Took over routes/" + path);
                System.out.println(file + " total " + Duration.ofNanos(System.nanoTime() - t).toMillis() + " :: " + f.awaitSaid("INFO", "Took over routes/" + path) + " slowest " + f.slowest());
                f.awaitSent(50);
            }
            f.edit("bills/decide-bill.camel.yaml", "concurrentConsumers", "concurentConsumers");
            System.out.println(f.awaitSaid("ERROR", "decide-bill"));
            System.out.println(f.health().toPrettyString());
            f.awaitSent(50);
            f.stopSending();
            System.out.println("sent " + f.sent() + " refused " + f.refused() + " slowest " + f.slowest());
            f.rehearsal().awaitSettled();
            System.out.println("settled");
            f.rehearsal().logLines().stream().filter(l -> l.startsWith("WARN") || l.startsWith("ERROR")).distinct().limit(20).forEach(System.out::println);
        }
    }
}
