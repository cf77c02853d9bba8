package dev.waybill.cli;

import dev.waybill.bench.Load;
import dev.waybill.bench.StandInProcess;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./waybill bench part NAME}: one process of the benchmark. Each ends when its standard input does. */
@Command(name = "part", hidden = true, description = "One process of the benchmark, which starts it itself.")
final class BenchPartCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME")
    private String name;
    @Parameters(index = "1..*", paramLabel = "ARGUMENT")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws Exception {
        switch (name) {
            case "gateway":
                endWithInput();
                return new RunCommand().call();
            case "stand-in":
                Logging.quiet();
                StandInProcess.serve(Integer.parseInt(arguments.get(0)), System.in, System.out);
                return 0;
            case "load":
                Logging.quiet();
                new Load(URI.create(arguments.get(0)), URI.create(arguments.get(1)), Integer.parseInt(arguments.get(2)),
                        Integer.parseInt(arguments.get(3))).serve(System.in, System.out);
                return 0;
            default:
                throw new CommandFailedException("The benchmark has no part " + name + ".");
        }
    }

    /** A gateway whose benchmark is gone stops as if it had been told to. */
    private static void endWithInput() {
        Thread watcher = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                System.err.println("The benchmark is gone: " + e.getMessage());
            }
            System.exit(0);
        }, "end-with-benchmark");
        watcher.setDaemon(true);
        watcher.start();
    }
}
