package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to spoil a route file, while webhooks come in: they are all taken and delivered, and the next good save applies. */
class Fault31BadEditTest {

    private static final String RECEIVE = "bills/receive-bill.camel.yaml";
    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final String NEW = "bills/new.camel.yaml";
    private static final String GREET = """
            - route:
                id: greet
                description: Greets
                from:
                  uri: timer:greet
                  steps:
                    - log: hello
            """;

    private static Fault31Folder gateway;
    private static Fault31Posting posting;

    @BeforeAll
    static void begin() {
        gateway = Fault31Folder.begin();
        posting = gateway.posting(2);
    }

    @AfterAll
    static void everything_was_taken_and_delivered() {
        try (Fault31Folder closing = gateway) {
            posting.close();
            assertThat(posting.refused()).as("webhooks that were not answered with 200, of %s", posting.bills().size()).isEmpty();
            closing.rehearsal().awaitSettled();
            assertThat(closing.rehearsal().query("select status, count(*) from run group by status"))
                    .as("runs by status").extracting(row -> row.get("status")).containsExactly("COMPLETE");
        }
    }

    @AfterEach
    void as_shipped() {
        gateway.restore();
    }

    /** What is refused is said with its place; a bill still gets through; a good save after it is taken over. */
    private static void refusedAndThenRight(String path, String spoilt, String said) {
        String before = gateway.text(path);
        gateway.write(path, spoilt);
        String line = gateway.awaitSaid("ERROR", said);
        assertThat(line).contains("routes/" + path).contains("The last good version keeps running.");
        assertThat(gateway.health().path("status").asText()).isEqualTo("UP");
        assertThat(gateway.healthSays()).contains(said);
        aBillGetsThrough();
        rightAgain(path, before);
    }

    private static void rightAgain(String path, String text) {
        String mark = UUID.randomUUID().toString();
        gateway.write(path, text + "\n# " + mark + "\n");
        Awaitility.await("taken over").atMost(Duration.ofSeconds(20)).until(() -> gateway.healthSays().isEmpty()
                && gateway.lastGood(path).contains(mark));
    }

    private static void aBillGetsThrough() {
        String bill = "through-" + UUID.randomUUID();
        gateway.rehearsal().send("billing.bill.created", Bills.bill(bill, "USD", "7"));
        Awaitility.await(bill).atMost(Duration.ofSeconds(20)).until(() -> !gateway.rehearsal().runs(bill).isEmpty()
                && gateway.rehearsal().run(bill).status() == RunStatus.COMPLETE);
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(delimiter = '|', value = {
        "bills/decide-bill | uri: seda:decide-bill | uri: \"seda:decide-bill | this is not YAML | syntax",
        "bills/decide-bill | concurrentConsumers: | concurentConsumers: | :8: `concurentConsumers` is no option of seda. Did you mean"
                + " `concurrentConsumers`? | unknown option",
        "bills/decide-bill | ref: lineItemSplitter | ref: lineItemSpliter | there is no bean `lineItemSpliter`. Did you mean"
                + " `lineItemSplitter`? | missing bean",
        "bills/decide-bill | method: dropExcludedTypes | method: dropTypes | has no method `dropTypes` | missing method",
        "bills/decide-bill | id: decide-integration | id: deliver-bill | the id deliver-bill is used at | duplicate id",
        "bills/decide-bill | uri: direct:read-m3ter-bill | uri: direct:read-bill | no route listens at direct:read-bill | unheard direct",
        "bills/decide-bill | - setVariable: | - setVarriable: | :11: there is no step `setVarriable` | unknown step",
        "bills/decide-bill | {{decide.queue}} | {{decide.que}} | :9: {{decide.que}} is no setting | unknown setting",
        "bills/decide-bill | ${body.deletion} | ${bodi.deletion} | the expression has no function `bodi.deletion` | unknown function",
        "bills/read-bill | {{m3ter.base-url}} | https://api.m3ter.com | the address https://api.m3ter.com is fixed here | fixed address",
        "providers/stripe | throwExceptionOnFailure: | throwExceptionOnFailures: | would be sent to the provider | option of a call",
        "providers/stripe | pattern: \"*\" | pattern: \"X-*\" | would go out with this call | headers that travel on",
        "bills/receive-bill | httpMethodRestrict: POST | useStreaming: true | `useStreaming` is no option of a path here | streaming",
        "bills/receive-bill | method: keep | method: read | would acknowledge what was not stored | acknowledging what is not stored",
        "shared/errors | exception.status | exeption.status | the expression has no function `exeption.status` | shared file",
    })
    void a_bad_edit_changes_nothing(String path, String text, String instead, String said, String name) {
        String file = path + ".camel.yaml";
        String before = gateway.text(file);
        assertThat(before).contains(text);
        int at = before.indexOf(text);
        refusedAndThenRight(file, before.substring(0, at) + instead + before.substring(at + text.length()), said);
    }

    @Test
    void a_bare_route_does_not_end_the_watching() {
        refusedAndThenRight(DECIDE, gateway.text(DECIDE) + "\n- route:\n", "the route is empty");
    }

    @Test
    void a_script_is_refused() {
        refusedAndThenRight(DECIDE, gateway.text(DECIDE).replaceFirst("        - choice:\n            id: rules\n",
                "        - script:\n            groovy: body = null\n        - choice:\n            id: rules\n"),
                "`script` runs code or programs");
    }

    @Test
    void a_path_that_is_taken_is_refused() {
        refusedAndThenRight(RECEIVE, gateway.text(RECEIVE) + "\n" + gateway.text(RECEIVE).replace("id: receive-bill", "id: receive-again")
                .replaceAll("(?m)^ +id: (?!receive-again).*\n", ""), "is taken by the route receive-bill");
    }

    @Test
    void a_file_nested_without_end_does_not_end_the_watching() {
        refusedAndThenRight(DECIDE, "[".repeat(200_000), "routes/" + DECIDE);
    }

    @Test
    void a_deleted_file_that_others_need_runs_on() {
        String before = gateway.text(DECIDE);
        gateway.delete(DECIDE);
        assertThat(gateway.awaitSaid("ERROR", "routes/" + DECIDE + " was deleted, but it is needed")).contains("Its routes keep running");
        aBillGetsThrough();
        rightAgain(DECIDE, before);
    }

    @Test
    void a_half_written_file_waits_for_its_other_half() throws IOException {
        String before = gateway.text(DECIDE);
        int half = before.indexOf("aggregationStrategy") + 5;
        Files.writeString(gateway.file(DECIDE), before.substring(0, half));
        gateway.awaitSaid("ERROR", "routes/" + DECIDE);
        aBillGetsThrough();
        Files.writeString(gateway.file(DECIDE), before.substring(half), StandardOpenOption.APPEND);
        rightAgain(DECIDE, before);
    }

    @Test
    void a_file_that_grows_is_left_alone_until_it_has_come_to_rest() throws IOException {
        String text = gateway.text(DECIDE);
        gateway.edited();
        Files.writeString(gateway.file(DECIDE), "");
        for (int at = 0; at < text.length(); at += 400) {
            Files.writeString(gateway.file(DECIDE), text.substring(at, Math.min(text.length(), at + 400)), StandardOpenOption.APPEND);
            Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
        aBillGetsThrough();
        assertThat(gateway.saidOfEdit("ERROR")).isEmpty();
        rightAgain(DECIDE, text);
    }

    @Test
    void a_new_file_is_used_once_it_is_good_and_gone_once_it_is_deleted() {
        gateway.write(NEW, GREET.replace("timer:greet", "timmer:greet"));
        assertThat(gateway.awaitSaid("ERROR", "there is no component `timmer`")).contains("The file is not used until that is corrected.");
        gateway.write(NEW, GREET);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.runs("greet"));
        gateway.delete(NEW);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !gateway.runs("greet"));
    }

    @Test
    void a_new_file_whose_route_is_in_another_file_is_refused() {
        gateway.write(NEW, gateway.text("bills/log-run.camel.yaml"));
        assertThat(gateway.awaitSaid("ERROR", "routes/" + NEW + ":2: the id log-run is used at routes/bills/log-run.camel.yaml:2 already"))
                .contains("The file is not used until that is corrected.");
        aBillGetsThrough();
        gateway.delete(NEW);
        gateway.awaitSaid("INFO", "routes/" + NEW + " is no longer refused");
    }

    @Test
    void a_file_that_is_gone_for_a_moment_is_not_missed() throws IOException {
        String text = gateway.text(DECIDE);
        gateway.delete(DECIDE);
        Awaitility.await("three looks at the folder").pollDelay(Duration.ofMillis(300)).until(() -> true);
        Files.writeString(gateway.file(DECIDE), text);
        posting.awaitSent(60);
        assertThat(gateway.saidOfEdit("")).isEmpty();
    }

    @Test
    void routes_that_are_gone_for_good_are_named() {
        gateway.write(NEW, GREET.replace("greet", "depart"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.runs("depart"));
        gateway.delete(NEW);
        assertThat(gateway.awaitSaid("WARN", "they are stopped: depart")).contains("Put back what was taken out of routes/" + NEW);
        assertThat(gateway.get("/observe/health").path("status").asText()).isEqualTo("UP");
    }

    @Test
    void what_editors_leave_beside_a_file_is_no_route_file() throws IOException {
        gateway.edited();
        for (String other : List.of("bills/.decide-bill.camel.yaml.swp", "bills/decide-bill.camel.yaml~", "bills/decide-bill.camel.yaml.bak")) {
            Files.writeString(gateway.file(other), "- route:\n");
        }
        posting.awaitSent(60);
        assertThat(gateway.saidOfEdit("")).isEmpty();
    }

    @Test
    void a_folder_that_is_gone_for_a_while_changes_nothing() throws IOException {
        Files.move(gateway.file(""), gateway.file("").resolveSibling("away"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.healthSays().contains("does not exist"));
        assertThat(gateway.health().path("status").asText()).isEqualTo("UP");
        aBillGetsThrough();
        Files.move(gateway.file("").resolveSibling("away"), gateway.file(""));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.healthSays().isEmpty());
    }

    @Test
    void health_names_place_and_remedy_in_its_message() {
        gateway.edit(DECIDE, "concurrentConsumers", "concurentConsumers");
        gateway.awaitSaid("ERROR", "concurentConsumers");
        assertThat(gateway.get("/observe/health").toString()).contains("1 route file is refused; the last good version of each runs on."
                + " Correct what is named here. | decide-bill.camel.yaml:8: `concurentConsumers` is no option of seda. Did you mean"
                + " `concurrentConsumers`?");
    }

    @Test
    void refused_files_are_counted_and_the_gateway_stays_ready() {
        String before = gateway.text(DECIDE);
        gateway.write(DECIDE, before + "\n- route:\n");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.metrics().contains("waybill_route_files_refused 1.0"));
        assertThat(gateway.get("/observe/health/ready").path("status").asText()).isEqualTo("UP");
        rightAgain(DECIDE, before);
        assertThat(gateway.metrics()).contains("waybill_route_files_refused 0.0");
    }
}
