package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits that Camel would take without a word, and that would lose, show or repeat something. */
class RouteTrapsTest {

    private static final String RECEIVE = "bills/receive-bill.camel.yaml";
    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final String DELIVER = "bills/deliver-bill.camel.yaml";
    private static final String STRIPE = "providers/stripe.camel.yaml";
    private static final String ERRORS = "shared/errors.camel.yaml";
    private static final String TIMER = """
            - route:
                id: greet
                description: Greets
                from:
                  uri: timer:greet
                  steps:
            %s
            """;

    private static String route(String steps) {
        return TIMER.formatted(steps.indent(8).stripTrailing());
    }

    private static List<String> findingsOf(String steps) {
        return RouteTexts.shipped().with("bills/greet.camel.yaml", route(steps)).findings();
    }

    private static String only(List<String> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    // --- what a webhook brings, and what goes back ---

    @Test
    void a_path_that_another_route_has_is_refused() {
        RouteTexts texts = RouteTexts.shipped().with("bills/second.camel.yaml", """
                - route:
                    id: receive-again
                    description: Takes what receive-bill takes
                    from:
                      uri: platform-http:/webhooks/m3ter/{id}
                      parameters:
                        httpMethodRestrict: POST
                      steps:
                        - bean: { ref: webhooks, method: "check(m3ter, ${header.id}, ${headers}, ${body})" }
                        - bean: { ref: webhooks, method: keep }
                        - removeHeaders: { pattern: "*" }
                """);
        assertThat(only(texts.findings())).isEqualTo("routes/bills/second.camel.yaml:2: POST /webhooks/m3ter/{id} is taken by the route"
                + " receive-bill at routes/bills/receive-bill.camel.yaml:2 already. Give this one another path or method.");
    }

    @Test
    void the_same_path_with_another_method_is_another_path() {
        assertThat(RouteTexts.shipped().with("api/one.camel.yaml", path("list-things", "GET") + path("make-thing", "POST")).findings())
                .isEmpty();
    }

    private static String path(String id, String method) {
        return """
                - route:
                    id: %s
                    description: Answers
                    from:
                      uri: platform-http:/things
                      parameters:
                        httpMethodRestrict: %s
                      steps:
                        - removeHeaders: { pattern: "*" }
                """.formatted(id, method);
    }

    @Test
    void a_webhook_that_is_not_stored_is_not_acknowledged() {
        assertThat(RouteTexts.shipped().edited(RECEIVE, "            method: keep\n", "            method: read\n").findings())
                .anyMatch(finding -> finding.contains("receive-bill would acknowledge what was not stored"));
    }

    @Test
    void a_webhook_whose_signature_is_not_checked_is_not_acknowledged() {
        assertThat(RouteTexts.shipped().edited(RECEIVE, "method: check(m3ter, ${header.endpointId}, ${headers}, ${bodyAs(byte[])})",
                "method: read").findings()).anyMatch(finding -> finding.contains("what was not proven genuine"));
    }

    @Test
    void storing_only_some_webhooks_is_not_storing_them() {
        assertThat(RouteTexts.shipped().edited(RECEIVE, """
                        - bean:
                            id: keep-event                         # returns after the commit; a repeat changes nothing
                            ref: webhooks
                            method: keep
                """, """
                        - filter:
                            simple: ${body} != null
                            steps:
                              - bean: { ref: webhooks, method: keep }
                """).findings()).anyMatch(finding -> finding.contains("what was not stored"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"useStreaming: true", "useBodyHandler: false", "muteException: false", "httpProxy: true"})
    void the_door_decides_how_a_body_is_read(String option) {
        assertThat(only(RouteTexts.shipped().edited(RECEIVE, "httpMethodRestrict: POST", "httpMethodRestrict: POST\n        " + option)
                .findings())).contains(option.split(":")[0] + "` is no option of a path here");
    }

    @Test
    void a_webhook_is_posted() {
        assertThat(only(RouteTexts.shipped().edited(RECEIVE, "httpMethodRestrict: POST", "httpMethodRestrict: GET").findings()))
                .endsWith("webhooks are posted. Write httpMethodRestrict: POST.");
    }

    @Test
    void headers_of_the_request_are_not_echoed() {
        RouteTexts texts = RouteTexts.shipped().edited(RECEIVE, """
                        - removeHeaders:
                            id: nothing-is-echoed
                            pattern: "*"
                """, "");
        assertThat(only(texts.findings())).contains("the caller of receive-bill would get back the headers of the request");
    }

    @Test
    void nor_when_the_webhook_is_refused() {
        RouteTexts texts = RouteTexts.shipped().edited(ERRORS, "                id: refusal-echoes-nothing\n                pattern: \"*\"",
                "                id: refusal-echoes-nothing\n                pattern: \"X-*\"");
        assertThat(only(texts.findings())).startsWith("routes/" + ERRORS + ":").contains("receive-bill, which uses webhook-errors");
    }

    @Test
    void an_early_end_answers_too() {
        RouteTexts texts = RouteTexts.shipped().edited(RECEIVE, "        - removeHeaders:\n", """
                        - filter:
                            simple: ${body} == null
                            steps:
                              - stop: {}
                        - removeHeaders:
                """);
        assertThat(only(texts.findings())).startsWith("routes/" + RECEIVE + ":" + texts.lineOf(RECEIVE, "- stop:"));
    }

    @Test
    void branches_that_all_clean_up_need_no_more() {
        assertThat(RouteTexts.shipped().with("api/one.camel.yaml", """
                - route:
                    id: answer
                    description: Answers
                    from:
                      uri: platform-http:/things
                      parameters:
                        httpMethodRestrict: GET
                      steps:
                        - choice:
                            when:
                              - simple: ${body} == null
                                steps:
                                  - removeHeaders: { pattern: "*" }
                            otherwise:
                              steps:
                                - removeHeaders: { pattern: "*" }
                """).findings()).isEmpty();
    }

    // --- what goes out to a provider ---

    @Test
    void headers_of_an_earlier_call_do_not_go_out_to_a_provider() {
        RouteTexts texts = RouteTexts.shipped().edited(STRIPE, """
                        - removeHeaders:
                            id: start-clean-to-stripe              # nothing from an earlier call travels on
                            pattern: "*"
                """, "");
        assertThat(only(texts.findings())).isEqualTo("routes/" + STRIPE + ":" + texts.lineOf(STRIPE, "id: stripe\n".strip())
                + ": the headers of whoever was asked before would go out with this call. Write a step removeHeaders with pattern: \"*\""
                + " before it, here or in every route that calls send-to-stripe.");
    }

    @Test
    void one_caller_that_does_not_clean_up_is_enough() {
        assertThat(RouteTexts.shipped().with("bills/greet.camel.yaml", route("- to: direct:send-to-stripe")).findings())
                .anyMatch(finding -> finding.startsWith("routes/" + STRIPE) && finding.contains("every route that calls send-to-stripe"));
    }

    @Test
    void a_second_round_of_a_loop_begins_with_what_the_first_left() {
        assertThat(only(findingsOf("""
                - removeHeaders: { pattern: "*" }
                - loop:
                    constant: 2
                    steps:
                      - to:
                          uri: "{{stripe.base-url}}"
                          parameters: { httpClientConfigurer: "#stripeTimeouts", throwExceptionOnFailure: false }
                """))).contains("would go out with this call");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridgeEndpoint: true", "connectTimeout: 1000", "followRedirects: true", "timeot: 5"})
    void an_option_that_is_not_safe_does_not_reach_a_provider(String option) {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "throwExceptionOnFailure: false",
                "throwExceptionOnFailure: false\n              " + option).findings()))
                .contains("`" + option.split(":")[0] + "` would be sent to the provider");
    }

    @Test
    void nor_does_one_in_the_address() {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "\"{{stripe.base-url}}\"", "\"{{stripe.base-url}}?timeot=5\"").findings()))
                .contains("options stand in the address");
    }

    @Test
    void a_call_has_a_longest_wait() {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "              httpClientConfigurer: \"#stripeTimeouts\"\n", "").findings()))
                .contains("this call has no longest wait for an answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"okStatusCodeRange: 200-299", "throwExceptionOnFailure: true"})
    void a_refusal_is_an_answer_and_no_failure(String option) {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "throwExceptionOnFailure: false", option).findings()))
                .contains("a refusal by the provider would look like a call without an answer").contains("throwExceptionOnFailure: false");
    }

    @Test
    void a_step_before_the_sending_has_no_place_in_the_route_that_sends() {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "        - to:\n            id: stripe\n", """
                        - setBody:
                            simple: ${body}
                        - to:
                            id: stripe
                """).findings())).contains("the route send-to-stripe does more than send");
    }

    @Test
    void nor_has_one_behind_it() {
        assertThat(RouteTexts.shipped().edited(STRIPE, "            id: read-stripe-answer\n            ref: answers\n"
                + "            method: read(${headers}, ${body})\n", """
                            id: read-stripe-answer
                            ref: answers
                            method: read(${headers}, ${body})
                        - to: direct:log-run
                """).findings()).anyMatch(finding -> finding.contains("the route send-to-stripe does more than send"));
    }

    @Test
    void a_route_that_sends_reads_the_answer() {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "method: read(${headers}, ${body})", "method: unknown(${exception})").findings()))
                .contains("the route send-to-stripe does more than send");
    }

    @Test
    void no_other_route_makes_answers_of_its_failures() {
        assertThat(only(RouteTexts.shipped().edited(DELIVER, "routeConfigurationId: delivery-errors", "routeConfigurationId: provider-call")
                .findings())).contains("the route start-delivery carries provider-call").contains("Move the sending into a route send-to-...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "    routeConfigurationId: delivery-errors\n", "    routeConfigurationId: provider-call,delivery-errors\n"})
    void a_route_that_sends_makes_an_answer_of_every_failure(String configuration) {
        assertThat(only(RouteTexts.shipped().edited(STRIPE, "    routeConfigurationId: provider-call\n", configuration).findings()))
                .contains("a call of send-to-stripe that got no answer").contains("routeConfigurationId: provider-call, and no other.");
    }

    @Test
    void a_message_does_not_write_a_statement() {
        assertThat(only(findingsOf("- toD: { uri: \"sql:select ${body}\" }"))).contains("a message could write the statement");
    }

    @Test
    void a_short_form_is_looked_at_too() {
        assertThat(findingsOf("- to: exec:rm")).singleElement().asString().contains("`exec:rm` runs code or programs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${header.where}", "${body}:x", "{{stripe.base-url}}/${header.path}"})
    void a_message_does_not_choose_where_it_goes(String uri) {
        assertThat(findingsOf("- removeHeaders: { pattern: \"*\" }\n- toD: { uri: \"" + uri + "\", parameters: { httpClientConfigurer:"
                + " \"#stripeTimeouts\", throwExceptionOnFailure: false } }")).singleElement().asString().containsAnyOf("choose", "could change where its credentials go");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "setHeader: { name: CamelHttpUri, constant: x } | `CamelHttpUri` lets a message choose where it goes",
        "recipientList: { simple: \"${body}\" } | `recipientList` lets a message choose where it goes",
        "enrich: { simple: \"${body}\" } | `enrich` lets a message choose where it goes",
        "to: file:/tmp | `file:/tmp` reaches for the files of this machine",
        "to: log:bills | `log:bills` writes whole messages into the log",
        "log: \"the bill: ${body}\" | `${body}` would write a bill",
        "log: { message: \"${headers}\" } | `${headers}` would write a bill",
        "to: controlbus:route | `controlbus:route` changes which routes run",
        "bean: { beanType: java.lang.Runtime, method: exec } | `beanType` runs code or programs",
        "setBody: { simple: \"${bean:type:java.lang.Runtime}\" } | reaches for any Java class",
        "setBody: { groovy: \"1\" } | `groovy` runs code or programs",
        "setBody: { language: { language: groovy, expression: \"1\" } } | `groovy` runs code or programs",
        "to: netty-http:somewhere | `netty-http:somewhere` speaks HTTP without this gateway's limits",
        "setBody: { constant: \"see https://x.example\" } | the address see https://x.example is fixed here",
        "bean: { ref: decision, method: candidate } | there is no bean `decision`. Did you mean `decisions`?",
        "bean: { ref: decisions, method: candidat } | the bean decisions has no method `candidat`. Did you mean `candidate`?",
        "setBody: { method: { ref: decisions } } | the bean decisions can do several things. Name one of them with `method:`",
    })
    void what_a_step_must_not_do_is_said(String step, String sentence) {
        assertThat(findingsOf("- " + step)).anyMatch(finding -> finding.startsWith("routes/bills/greet.camel.yaml:7: ")
                && finding.contains(sentence));
    }

    @Test
    void a_log_line_with_ids_is_fine() {
        assertThat(findingsOf("- log: \"bill ${body.id} of ${variable.bill.accountId}\"")).isEmpty();
    }

    @Test
    void a_step_is_not_repeated_behind_the_deliverys_back() {
        assertThat(RouteTexts.shipped().edited("shared/provider-call.camel.yaml", "          continued:\n", """
                          redeliveryPolicy:
                            maximumRedeliveries: 2
                          continued:
                """).findings()).allMatch(finding -> finding.contains("repeats a step by itself")).hasSize(2);
    }

    @Test
    void a_key_that_stands_twice_is_found() {
        assertThat(findingsOf("- setBody: { constant: a, constant: b }")).singleElement().asString()
                .contains("`constant` stands here twice");
    }

    // --- what files share ---

    @Test
    void a_configuration_that_is_not_there_is_found() {
        assertThat(only(RouteTexts.shipped().edited(DELIVER, "routeConfigurationId: delivery-errors",
                "routeConfigurationId: delivery-error").findings())).contains("names the routeConfiguration delivery-error, which no file"
                + " defines");
    }

    @Test
    void a_route_template_is_checked_where_it_is_filled_in() {
        RouteTexts texts = RouteTexts.shipped().with("shared/greeting.camel.yaml", """
                - routeTemplate:
                    id: greeting
                    parameters:
                      - name: who
                      - name: next
                        defaultValue: log-run
                    route:
                      description: Greets somebody
                      from:
                        uri: timer:{{who}}
                        steps:
                          - to: direct:{{next}}
                """).with("bills/greet.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: greeting
                    routeId: greet-ada
                    parameters:
                      - { name: who, value: ada }
                      - { name: next, value: nowhere }
                """);
        assertThat(only(texts.findings())).isEqualTo("routes/shared/greeting.camel.yaml:12: no route listens at direct:nowhere. Write its"
                + " route, or correct the name.");
    }

    @Test
    void a_route_template_that_is_not_there_is_found() {
        assertThat(only(RouteTexts.shipped().with("bills/greet.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: greeting
                    routeId: greet-ada
                """).findings())).contains("no file defines the routeTemplate greeting");
    }

    // --- what the settings allow ---

    @Test
    void what_the_settings_allow_is_not_refused() {
        RouteTexts texts = RouteTexts.shipped().with("bills/greet.camel.yaml", route("- to: file:/tmp\n- to: log:bills"));
        assertThat(texts.findings(RouteTexts.rules(Map.of("routes.allow", "file, log")))).isEmpty();
    }

    @Test
    void a_misspelt_permission_is_told() {
        assertThat(RouteTexts.rules(Map.of("routes.allow", "grovy")).findings()).singleElement().asString()
                .startsWith("setting `routes.allow` names `grovy`, which nothing refuses");
    }

    @Test
    void an_entry_of_another_kind_does_nothing_here() {
        assertThat(RouteTexts.shipped().with("bills/greet.camel.yaml", "- from:\n    uri: timer:x\n    steps: []\n").findings())
                .singleElement().asString().startsWith("routes/bills/greet.camel.yaml:1: `from` does not begin anything here");
    }

    @Test
    void a_file_nested_without_end_is_refused_like_any_other() {
        assertThat(RouteTexts.shipped().with("bills/greet.camel.yaml", "[".repeat(200_000)).findings()).isNotEmpty()
                .allMatch(finding -> finding.startsWith("routes/bills/greet.camel.yaml"));
    }

    @Test
    void a_decision_that_calls_nobody_new_is_fine() {
        assertThat(RouteTexts.shipped().edited(DECIDE, "${body.awaitsApproval}", "${body.accountNotAllowed}").findings()).isEmpty();
    }
}
