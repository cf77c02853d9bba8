package dev.waybill.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Line 11 is the first line that a test adds to the integration of {@link Samples#organization}. */
class SetupFolderFindingsTest {
    @TempDir
    Path folder;

    @Test
    void an_unknown_key_is_refused_with_its_line_and_the_nearest_known_one() {
        only(refused(Samples.organization("onlySendBilsOnApproval: true", "")))
                .isEqualTo(folder + "/waybill.yaml:11:9: unknown key"
                + " `onlySendBilsOnApproval` in integration \"Invoices\"; did you mean `onlySendBillsOnApproval`?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            organisations: []   | did you mean `organizations`?
            integrations: []    | it belongs below an entry of `organizations:`
            """)
    void an_unknown_key_of_a_file_is_refused(String yaml, String expected) {
        only(refused(yaml)).contains(":1:1:").contains(expected);
    }

    @Test
    void a_setting_of_the_destination_beside_the_filters_is_told_where_it_belongs() {
        only(refused(Samples.organization("daysUntilDue: 30", ""))).contains(":11:").contains("it belongs below `settings:`");
    }

    @Test
    void a_filter_among_the_settings_is_told_where_it_belongs() {
        only(refused(Samples.organization("settings: { accountIds: [a] }", ""))).contains("`accountIds`")
                .contains("one level up");
    }

    @Test
    void an_unknown_key_far_from_any_known_one_lists_what_is_known() {
        only(refused(Samples.organization("settings: { colour: red }", "")))
                .contains("Known here: collectionMethod, daysUntilDue, autoAdvance, footer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            enabled: yes                               | `enabled` of integration "Invoices" must be true or false, found `yes`
            enabled: [true]                            | must be true or false, found a list
            accountIds: account-1                      | must be a list of texts, found `account-1`
            accountIds: [ [account-1] ]                | must be a list of texts, one entry is a list
            accountIds: [ true ]                       | must be text, found `true`; put it in quotes
            accountIds: [ " account-1" ]               | begins or ends with a blank
            settings: send_invoice                     | `settings` of integration "Invoices"
            settings: { daysUntilDue: soon }           | must be a whole number from 1 to 365, found `soon`
            settings: { daysUntilDue: 366 }            | must be a whole number from 1 to 365, found `366`
            settings: { daysUntilDue: 14.5 }           | must be a whole number from 1 to 365, found `14.5`
            settings: { autoAdvance: "on" }            | must be true or false, found `on`
            settings: { collectionMethod: send }       | is `send`, accepted are send_invoice, charge_automatically
            settings: { collectionMethod: Send_invoice } | did you mean `send_invoice`?
            settings: { footer: [Thanks] }             | must be text, found a list
            id: 4711                                   | must be a UUID like
            excludedLineItemTypes: [MINIMUM_SPENDS]    | `MINIMUM_SPENDS` in integration "Invoices" is unknown; did you mean
            excludedLineItemTypes: [MINIMUM_SPENDS]    | did you mean `MINIMUM_SPEND`?
            excludedLineItemTypes: [usage]             | did you mean `USAGE`?
            """)
    void a_wrong_value_is_refused_with_its_line(String line, String expected) {
        only(refused(Samples.organization(line, ""))).contains("waybill.yaml:11:").contains(expected);
    }

    @Test
    void an_unknown_destination_is_refused_with_the_nearest_one() {
        only(refused(Samples.organization("", "").replace("StripeTest", "StripTest"))).contains(":9:")
                .contains("is `StripTest`, accepted are Stripe, StripeTest, Paddle, PaddleSandbox; did you mean `StripeTest`?");
    }

    @Test
    void unknown_credentials_are_refused_with_the_nearest_ones() {
        only(refused(Samples.organization("", "").replace("credentials: key", "credentials: kez"))).contains(":10:")
                .contains("uses credentials `kez`, which this organization does not have; did you mean `key`?");
    }

    @Test
    void a_key_written_where_the_name_of_credentials_belongs_is_not_shown() {
        only(refused(Samples.organization("", "").replace("credentials: key", "credentials: rk_live_1234567890abcdefghijkl")))
                .contains(":10:").contains("rk_l...").doesNotContain("rk_live_1234567890");
    }

    @Test
    void an_external_mapping_for_an_unknown_integration_is_refused() {
        only(refused(Samples.organization("", mapping("account-1", "integration: Invoice"))))
                .contains("is for integration `Invoice`")
                .contains("did you mean `Invoices`?");
    }

    @Test
    void a_secret_written_out_is_refused_with_what_to_write_instead() {
        only(refused(Samples.organization("", "").replace("${env:STRIPE_TEST_KEY}", "rk_test_written_out"))).contains(":6:17:")
                .contains("apiKey: \"${env:NAME}\"").doesNotContain("rk_test_written_out");
    }

    @Test
    void a_missing_variable_is_named_with_file_and_line() {
        only(refused(Samples.organization("", "").replace("STRIPE_TEST_KEY", "STRIPE_KEY"))).contains("waybill.yaml:6:")
                .contains("environment variable STRIPE_KEY, which is not set");
    }

    @Test
    void an_empty_variable_is_a_missing_one() {
        assertThat(refusedWith("STRIPE_TEST_KEY", "")).hasMessageContaining("STRIPE_TEST_KEY, which is empty");
    }

    @Test
    void a_secret_with_a_blank_at_its_end_is_refused_without_showing_it() {
        assertThat(refusedWith("STRIPE_TEST_KEY", "rk_test_x ")).hasMessageContaining("begins or ends with a blank")
                .hasMessageNotContaining("rk_test_x");
    }

    @Test
    void a_missing_secret_file_is_named() {
        only(refused(Samples.organization("", "").replace("${env:STRIPE_TEST_KEY}", "${file:keys/stripe.txt}")))
                .contains("the file keys/stripe.txt, which cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${STRIPE_TEST_KEY}", "${vault:stripe}", "${env:STRIPE_TEST_KEY", "${env:}", "${file:}"})
    void a_malformed_reference_is_refused(String reference) {
        only(refused(Samples.organization("", "").replace("${env:STRIPE_TEST_KEY}", reference))).contains("waybill.yaml:6:");
    }

    @Test
    void a_reference_where_no_secret_belongs_is_refused() {
        only(refused(Samples.organization("accountIds: [ \"${env:ACCOUNT}\" ]", ""))).contains("write the value itself");
    }

    @Test
    void a_key_of_the_wrong_mode_is_refused_where_the_integration_names_it() {
        only(refused(Samples.organization("", "").replace("STRIPE_TEST_KEY", "STRIPE_LIVE_KEY"))).contains("waybill.yaml:10:")
                .contains("cannot go to StripeTest with credentials \"key\"").contains("a key of the other mode");
    }

    @Test
    void credentials_need_all_fields_of_their_type() {
        only(refused("""
                organizations:
                  - name: Acme
                    credentials:
                      - { name: m3ter, type: M3TER_SERVICE_USER, organizationId: a, accessKeyId: b }
                """)).contains(":4:").contains("credentials \"m3ter\" of type M3TER_SERVICE_USER needs `apiSecret`");
    }

    @Test
    void credentials_take_no_fields_of_another_type() {
        only(refused(Samples.organization("", "").replace("type: STATIC_API_KEY", "type: STATIC_API_KEY\n        apiSecret: x")))
                .contains("unknown key `apiSecret` in credentials \"key\"");
    }

    @Test
    void an_unknown_type_of_credentials_is_refused_once() {
        only(refused(Samples.organization("", "").replace("STATIC_API_KEY", "STATIC_KEY")))
                .contains("accepted are STATIC_API_KEY, M3TER_SERVICE_USER");
    }

    @Test
    void an_inbound_webhook_needs_a_secret() {
        only(refused(Samples.organization("", "inboundWebhooks:\n  - { name: bills, source: m3ter }")))
                .contains("inbound webhook \"bills\" needs `secrets`");
    }

    @Test
    void an_inbound_webhook_reads_bills_again_only_with_credentials_of_its_platform() {
        only(refused(Samples.organization("", """
                inboundWebhooks:
                  - name: bills
                    source: m3ter
                    credentials: key
                    secrets: [ { secret: "${env:WEBHOOK_SECRET}" } ]
                """))).contains("takes credentials of type M3TER_SERVICE_USER").contains("\"key\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            verify: hamc                       | accepted are hmac, static, none; did you mean `hmac`?
            algorithm: HmacSHA255              | accepted are HmacSHA256, HmacSHA512, HmacSHA1
            encoding: base32                   | did you mean `base64`?
            toleranceSeconds: 0                | must be a whole number from 1, found `0`
            signatureHeader: "X Signature"     | the name of an HTTP header is accepted
            signatureHeader: ""                | the name of an HTTP header is accepted
            signedTemplate: "{timestamp}"      | text with {body} in it is accepted
            signedTemplate: "{time}.{body}"    | text with {body} in it is accepted
            signatureHeadre: X                 | did you mean `signatureHeader`?
            { timestampHeader: X-Time, signedTemplate: "{body}" }   | anybody could change that header unseen
            { signatureHeader: X-Sign, apiKeyHeader: x-sign }       | a header other than that of signatureHeader
            """)
    void a_wrong_signature_key_is_refused(String line, String expected) {
        only(refused(Samples.organization("", """
                inboundWebhooks:
                  - name: bills
                    source: m3ter
                    secrets: [ { secret: "${env:WEBHOOK_SECRET}" } ]
                    signature:
                      %s
                """.formatted(line)))).contains("waybill.yaml:16:").contains(expected);
    }

    @Test
    void two_things_of_one_name_are_refused_naming_both_places() {
        only(refused(Samples.organization("", "") + "      - { name: Invoices, destination: Stripe }\n"))
                .contains(":11:").contains("there is already integration \"Invoices\" at " + folder + "/waybill.yaml:8");
    }

    @Test
    void two_things_of_one_name_in_two_files_are_refused_too() {
        Samples.write(folder, "a.yaml", Samples.organization("", ""));
        Samples.write(folder, "b.yaml", Samples.organization("", ""));
        assertThat(refused()).hasSize(2).allSatisfy(finding -> assertThat(finding.toString()).contains("b.yaml:")
                .contains("a.yaml:"));
    }

    @Test
    void one_id_for_two_things_is_refused() {
        String id = "id: 00000000-0000-4000-8000-000000000001";
        only(refused(Samples.organization(id, "") + "      - { name: More, destination: StripeTest, credentials: key, " + id
                + " }\n"))
                .contains("already used at " + folder + "/waybill.yaml:11");
    }

    @Test
    void one_account_mapped_twice_is_refused() {
        only(refused(Samples.organization("", mapping("account-1", "") + mapping("account-1", "")
                .replace("externalMappings:\n", ""))))
                .contains("Account `account-1` is already mapped to a Stripe Customer at");
    }

    @Test
    void a_misspelt_system_of_a_mapping_is_refused() {
        only(refused(Samples.organization("", mapping("account-1", "").replace("Stripe,", "stripe,"))))
                .contains("did you mean `Stripe`?");
    }

    @Test
    void a_key_written_twice_is_refused() {
        only(refused(Samples.organization("enabled: true\nenabled: false", ""))).contains(":12:")
                .contains("key `enabled` of integration is written twice, first in line 11");
    }

    @Test
    void a_missing_name_is_refused() {
        only(refused("organizations:\n  - credentials: []\n")).contains(":2:").contains("organization needs `name`");
    }

    @Test
    void yaml_that_does_not_parse_is_refused_with_its_line_and_a_hint() {
        only(refused("organizations:\n  - name: A\n    credentials:\n      - { name: k, apiKey: ${env:X} }\n"))
                .contains("waybill.yaml:4:").contains("this is not YAML").contains("in quotes");
    }

    @Test
    void a_line_that_does_not_parse_is_not_shown() {
        only(refused("organizations:\n  - apiKey: rk_live_abc: def\n")).contains(":2:").doesNotContain("rk_live_abc");
    }

    @Test
    void a_control_character_is_refused_with_its_line() {
        only(refused("organizations:\n  - name: \"A\u0007\"\n")).contains("waybill.yaml:2:").contains("U+0007");
    }

    @Test
    void a_folder_that_is_not_there_is_refused() {
        SetupRefusedException refused = catchThrowableOfType(SetupRefusedException.class, () ->
                Samples.read(folder.resolve("nowhere")));
        assertThat(refused).hasMessageContaining("nowhere: there is no such folder");
    }

    @Test
    void a_folder_without_configuration_is_refused() {
        only(refused()).contains("no configuration file");
    }

    @Test
    void a_file_in_another_encoding_is_refused() throws IOException {
        Files.write(folder.resolve("waybill.yaml"), new byte[] {'#', (byte) 0xE4, '\n'});
        only(refused()).contains("not UTF-8");
    }

    @Test
    void an_endless_expansion_of_aliases_is_refused() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        only(refused(yaml.toString())).contains("aliases");
    }

    @Test
    void a_mistake_in_a_block_that_is_used_twice_is_told_once() {
        only(refused("""
                organizations:
                  - name: Acme
                    externalMappings: &usual
                      - { m3terEntity: Account, m3terId: a, externalSystem: Stripe, externalTable: Customer }
                  - name: Beta
                    externalMappings: *usual
                """)).contains(":4:").contains("external mapping needs `externalId`");
    }

    @Test
    void a_block_that_contains_itself_is_refused() {
        assertThat(refused("organizations: &all\n  - name: Acme\n    integrations: *all\n")).isNotEmpty();
    }

    @Test
    void all_findings_come_at_once_in_the_order_of_files_and_lines() {
        Samples.write(folder, "b.yaml", "organizations:\n  - name: Beta\n    nonsense: 1\n");
        List<Finding> findings = refused(Samples.organization("enabled: maybe\nid: x\nsettings: { daysUntilDue: 0 }", ""));
        assertThat(findings).extracting(Finding::line).containsExactly(3, 11, 12, 13);
    }

    @Test
    void the_exception_counts_and_lists_its_findings() {
        Samples.write(folder, "waybill.yaml", Samples.organization("enabled: maybe\nid: x", ""));
        SetupRefusedException refused = catchThrowableOfType(SetupRefusedException.class, () -> Samples.read(folder));
        assertThat(refused.getMessage().lines().toList()).hasSize(3).first().asString()
                .contains("2 mistakes; nothing was changed");
    }

    private SetupRefusedException refusedWith(String variable, String value) {
        Samples.write(folder, "waybill.yaml", Samples.organization("", ""));
        return catchThrowableOfType(SetupRefusedException.class, () -> Samples.read(folder, variable, value));
    }

    private List<Finding> refused(String yaml) {
        Samples.write(folder, "waybill.yaml", yaml);
        return refused();
    }

    private List<Finding> refused() {
        SetupRefusedException refused = catchThrowableOfType(SetupRefusedException.class, () -> Samples.read(folder));
        assertThat(refused).as("the folder is accepted").isNotNull();
        return refused.findings();
    }

    private static AbstractStringAssert<?> only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return assertThat(findings.get(0).toString());
    }

    private static String mapping(String account, String more) {
        return "externalMappings:\n  - { m3terEntity: Account, m3terId: " + account
                + ", externalSystem: Stripe, externalTable: Customer, externalId: cus_1" + (more.isEmpty() ? "" : ", " + more)
                + " }\n";
    }
}
