package dev.waybill.postgres;

import dev.waybill.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;

/** A real second process that opens a data folder and its database, says so, and stays until it is destroyed. */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;

    private OtherProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Started and ready. */
    static OtherProcess on(Path dataFolder) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        OtherProcess other = new OtherProcess(new ProcessBuilder(java,
                "-XX:+UseSerialGC", "-Xmx256m", "-cp", classPath, OtherProcess.class.getName(), dataFolder.toString())
                .redirectErrorStream(true).start());
        StringBuilder everything = new StringBuilder();
        for (String line = other.said.readLine(); !"ready".equals(line); line = other.said.readLine()) {
            if (line == null) {
                throw new IOException("the other process ended: " + everything);
            }
            everything.append(line).append('\n');
        }
        return other;
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}, and gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What the process does: {@code args[0]} is the data folder. */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.load(Path.of(args[0]), Map.of(), Map.of("data.dir", args[0]));
        EmbeddedDatabase database = EmbeddedDatabase.start(DataFolder.open(settings), 60);
        DatabaseAddress address = database.address();
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (what text)");
            statement.execute("insert into kept values ('by the process that was killed')");
            System.out.println("ready");
            System.in.read();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
