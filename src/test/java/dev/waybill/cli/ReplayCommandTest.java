package dev.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Replay;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command beside a running gateway: what it says first, what it asks, what it begins, and how it ends. */
class ReplayCommandTest {

    private static final Asking NOBODY = question -> Optional.empty();

    private static Rehearsal rehearsal;

    private record Ended(int exitCode, String out, String err) {
    }

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin(Map.of("replay.turn-every", "50ms"));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void nothingRuns() {
        rehearsal.stripe().faults().clear();
        rehearsal.replays().newest(100).forEach(replay -> rehearsal.replays().cancel(replay.id()));
        rehearsal.awaitSettled();
    }

    private static Ended replay(Asking asking, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ReplayCommand(rehearsal::settings, asking)).setExecutionExceptionHandler(new FailureReport())
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Ended(exitCode, out.toString(), err.toString());
    }

    private static Ended replay(String... arguments) {
        return replay(NOBODY, arguments);
    }

    private static String shown(Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        return ended.out();
    }

    private static void refused(int exitCode, Ended ended, String... words) {
        assertThat(ended.err()).contains(words);
        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(rehearsal.replays().newest(1)).noneMatch(replay -> replay.state() == Replay.State.RUNNING);
    }

    private static void failing(String account, String... amounts) {
        for (int i = 0; i < amounts.length; i++) {
            rehearsal.send("billing.bill.created", Bills.billOf(account, account + "-" + i, "USD", amounts[i]));
        }
        rehearsal.awaitSettled();
    }

    private static int replays() {
        return rehearsal.replays().newest(1_000).size();
    }

    private static void awaitNothingRuns() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> rehearsal.replays().newest(100).stream()
                .noneMatch(replay -> replay.state() == Replay.State.RUNNING));
    }

    @Test
    void bills_money_and_time_are_said_first() {
        failing("said", "1000.50", "234", "0.10");
        rehearsal.send("billing.bill.created", Bills.billOf("said", "said-yen", "JPY", "1200"));
        rehearsal.awaitSettled();
        int before = replays();

        assertThat(shown(replay("--account", "said", "--count", "--rate", "2")))
                .isEqualToNormalizingNewlines("4 bills, 1,200.00 JPY + 1,234.60 USD, about 2 s at 2/s.\nThey stand: 4 ERROR.\n");

        assertThat(replays()).isEqualTo(before);
    }

    @Test
    void without_a_terminal_nothing_begins_unless_it_is_told_to() {
        failing("unasked", "1");
        int before = replays();
        Ended ended = replay("--account", "unasked");
        refused(1, ended, "Nothing was begun: there is nobody to ask. Add --yes");
        assertThat(ended.out()).startsWith("1 bill, 1.00 USD, about 1 s at 25/s.");
        assertThat(replays()).isEqualTo(before);
    }

    @Test
    void only_a_yes_at_the_terminal_begins() {
        failing("asked", "1");
        for (String no : List.of("", "n", "no", "maybe")) {
            refused(1, replay(question -> Optional.of(no), "--account", "asked"), "Nothing was begun.");
        }
        assertThat(shown(replay(question -> {
            assertThat(question).isEqualTo("Replay them? [y/N] ");
            return Optional.of("Y");
        }, "--account", "asked"))).contains("1 bill, 1.00 USD", "runs; a running gateway begins within a moment.");
        awaitNothingRuns();
        assertThat(rehearsal.runs("asked-0")).hasSize(2);
    }

    @Test
    void followed_it_ends_with_the_table_and_tells_success_from_failure() {
        failing("followed", "1.25", "2");
        Ended failed = replay("--account", "followed", "--yes", "--follow");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains("Stands       DONE: 0 done, 2 failed, 0 under way, of 2", "3.25 USD  ERROR", "in all");

        rehearsal.stripe().faults().add(FaultRule.status(400, "parameter_invalid_empty").on("POST", "/v1/invoices"));
        rehearsal.send("billing.bill.created", Bills.bill("followed-well", "USD", "5"));
        rehearsal.awaitSettled();
        rehearsal.stripe().faults().clear();
        assertThat(shown(replay("--account", Rehearsal.ACCOUNT, "--yes", "--follow")))
                .contains("DONE: 1 done, 0 failed, 0 under way, of 1", "5.00 USD  COMPLETE");
        assertThat(rehearsal.runs("followed-well").get(0).status()).isEqualTo(RunStatus.COMPLETE);
    }

    @Test
    void replays_are_listed_shown_and_cancelled() {
        failing("handled", "1", "2", "3");
        shown(replay("--account", "handled", "--rate", "1", "--yes"));
        Replay running = rehearsal.replays().newest(1).get(0);
        String id = running.id().toString();

        assertThat(shown(replay("list")).replaceAll("\\s+", " ")).contains(id, "RUNNING", "account handled");
        assertThat(shown(replay("show", id))).contains("Of           what did not succeed, account handled", "Rate         1/s", "to go");
        assertThat(shown(replay("cancel", id))).contains("CANCELLED", "not begun, because the replay was cancelled");
        refused(1, replay("cancel", id), "Replay " + id + " has ended already: it is CANCELLED.");
    }

    @Test
    void a_filter_that_matches_nothing_says_so_and_begins_nothing() {
        failing("nothing", "1");
        int before = replays();
        assertThat(shown(replay("--account", "nothing", "--status", "auth-failed", "--yes")))
                .startsWith("Nothing to replay: no delivery matches.");
        assertThat(shown(replay("--reason", "no-such-thing-at-all", "--yes"))).startsWith("Nothing to replay");
        assertThat(replays()).isEqualTo(before);
    }

    @Test
    void scripts_get_exact_amounts() throws IOException {
        failing("scripted", "0.1", "0.2");
        List<String> lines = shown(replay("--account", "scripted", "--json", "--yes")).lines().toList();
        JsonNode count = Json.MAPPER.readTree(lines.get(0));
        assertThat(count.path("deliveries").asInt()).isEqualTo(2);
        assertThat(count.path("money").path("USD").decimalValue()).isEqualByComparingTo("0.3");
        assertThat(count.path("byStatus").path("ERROR").asInt()).isEqualTo(2);
        JsonNode replay = Json.MAPPER.readTree(lines.get(1));
        assertThat(replay.path("total").asInt()).isEqualTo(2);
        assertThat(replay.path("filter").path("accountId").asText()).isEqualTo("scripted");
        awaitNothingRuns();
        JsonNode shown = Json.MAPPER.readTree(shown(replay("show", "--json", replay.path("id").asText())));
        assertThat(shown.path("failed").asInt()).isEqualTo(2);
        assertThat(shown.path("parts").get(0).path("status").asText()).isEqualTo("ERROR");
    }

    @Test
    void a_misspelt_word_is_answered_with_the_nearest_one() {
        failing("misspelt-account", "1");
        refused(1, replay("--integration", "Strip"), "There is no integration \"Strip\"; did you mean \"Stripe\"?");
        refused(1, replay("--organization", "Rehersal"), "There is no organization \"Rehersal\"; did you mean \"Rehearsal\"?");
        refused(2, replay("--status", "EROR"), "--status: there is no status `EROR`; did you mean ERROR?");
        refused(2, replay("--status", "ERROR,banana"), "there is no status `banana`", "There are: WAITING");
        refused(1, replay("--reason", "missing-account-maping"), "--reason: nothing stands with reason `missing-account-maping`;"
                + " did you mean `missing-account-mapping`?");
        refused(1, replay("--account", "mispelt-account"), "--account: Waybill knows no bill of account `mispelt-account`; did you mean"
                + " `misspelt-account`?");
        refused(2, replay("--from", "yesterday"), "--from: `yesterday` is no time; write 2026-11-20");
        refused(2, replay("--to", "12"), "--to: `12` is no time; write 2026-11-20");
        refused(2, replay("--rate", "0"), "--rate: `0` deliveries a second cannot be; write a whole number from 1 to 500.");
        refused(2, replay("--rate", "fast"), "--rate: `fast`");
        refused(2, replay("--intgration", "Stripe"), "--integration");
        refused(2, replay("lst"), "list");
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        refused(2, replay("--status", "COMPLETE"), "--also-successful");
        refused(2, replay("--status", "STARTED"), "on their way already");
        refused(2, replay("--also-successful"), "What succeeded is replayed for one integration");
        refused(2, replay("--from", "2026-11-20", "--to", "2026-11-19"), "the begin must come before the end");
        refused(1, replay("show", "0b0b0b0b-0000-4000-8000-00000000ffff"), "There is no replay 0b0b0b0b");
        refused(2, replay("show", "one"), "one");
    }

    @Test
    void no_secret_is_shown() {
        failing("secretive", "1");
        String all = shown(replay("--account", "secretive", "--yes")) + shown(replay("list")) + shown(replay("list", "--json"));
        assertThat(all).doesNotContain(rehearsal.secretAndPersonal());
    }
}
