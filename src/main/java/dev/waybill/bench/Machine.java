package dev.waybill.bench;

import dev.waybill.postgres.BenchDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Where and when something was measured.
 *
 * @param durability the database's settings that decide whether a commit is on disk before it is acknowledged
 */
public record Machine(Instant at, int processors, String system, String java, String database, boolean embedded,
                      Map<String, String> durability) {

    static Machine of(Rig rig) {
        BenchDatabase database = rig.gateway().database();
        return new Machine(Instant.now().truncatedTo(ChronoUnit.SECONDS), Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"), System.getProperty("java.version"),
                database.version(), rig.gateway().isEmbedded(), database.durability());
    }

    /** Whether a commit is on disk before it is acknowledged, whatever happens then. */
    public boolean isDurable() {
        return durability.entrySet().stream().allMatch(setting -> setting.getValue().equals("on")
                || setting.getKey().equals("synchronous_commit") && setting.getValue().startsWith("remote"));
    }
}
