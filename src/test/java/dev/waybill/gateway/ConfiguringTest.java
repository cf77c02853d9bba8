package dev.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.configuration.Setup;
import dev.waybill.configuration.SetupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration folder may say of the destinations that are shipped. */
class ConfiguringTest {

    @TempDir
    Path folder;

    private Setup read(String credentials, String more) throws IOException {
        Files.writeString(folder.resolve("waybill.yaml"), """
                organizations:
                  - name: Acme
                    credentials:
                      - { name: used, %s }
                    integrations:
                      - { name: First, destination: paddle-sandbox, credentials: used, %s }
                """.formatted(credentials, more));
        return Configuring.folders().read(folder, name -> null);
    }

    private String refused(String credentials, String more) {
        SetupRefusedException refused = catchThrowableOfType(SetupRefusedException.class, () -> read(credentials, more));
        assertThat(refused).isNotNull();
        return refused.getMessage();
    }

    private static String vendor(String id) {
        return "type: PADDLE_AUTH, vendorId: \"" + id + "\", vendorAuthCode: \"${literal:feedc0de}\"";
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollUpToTotal", "rollUpByProduct", "rollUpByType", "park"})
    void a_paddle_bill_of_many_lines_is_rolled_up_or_parked(String how) throws IOException {
        Setup setup = read(vendor("31007"), "settings: { modifiers: line, tooManyLines: " + how + " }");
        assertThat(setup.organizations().get(0).integrations().get(0).settings().path("tooManyLines").asText()).isEqualTo(how);
    }

    @Test
    void a_paddle_bill_cannot_be_split() {
        assertThat(refused(vendor("31007"), "settings: { tooManyLines: split }")).contains("waybill.yaml:6")
                .contains("is `split`, accepted are rollUpToTotal, rollUpByProduct, rollUpByType, park");
    }

    @Test
    void a_stripe_bill_may_be_split_but_not_onto_a_subscription() throws IOException {
        String key = "type: STATIC_API_KEY, apiKey: \"${literal:sk_test_1}\"";
        Files.writeString(folder.resolve("waybill.yaml"), """
                organizations:
                  - name: Acme
                    credentials:
                      - { name: used, %s }
                    integrations:
                      - { name: First, destination: StripeTest, credentials: used, settings: { tooManyLines: split } }
                      - { name: Second, destination: StripeTest, credentials: used, settings: { mode: subscription, tooManyLines: split } }
                """.formatted(key));
        SetupRefusedException refused = catchThrowableOfType(SetupRefusedException.class,
                () -> Configuring.folders().read(folder, name -> null));
        assertThat(refused).hasMessageContaining("waybill.yaml:7").hasMessageContaining("integration \"Second\"")
                .hasMessageContaining("tooManyLines: split").hasMessageContaining("rollUpByType");
        assertThat(refused.getMessage()).doesNotContain("\"First\"");
    }

    @Test
    void an_api_key_opens_no_paddle_account() {
        assertThat(refused("type: STATIC_API_KEY, apiKey: \"${literal:sk_test_1}\"", "enabled: true")).contains("PADDLE_AUTH");
    }

    @Test
    void a_vendor_id_is_a_whole_number() {
        assertThat(refused(vendor("vendor-1"), "enabled: true")).contains("vendorId is not the whole number").doesNotContain("feedc0de");
    }

    @Test
    void two_integrations_for_one_subscription_are_warned_of() throws IOException {
        Setup setup = read(vendor("31007"), "enabled: true }\n      - { name: Second, destination: PaddleSandbox, credentials: used");
        assertThat(setup.warnings()).extracting(Object::toString).anyMatch(warning -> warning.contains("is charged once, and each changes what the other made of it"));
    }

    @Test
    void the_demo_is_without_findings() {
        Setup setup = Configuring.folders().read(Path.of("demo"), name -> name.startsWith("STRIPE") ? "sk_test_demo" : "demo-secret");
        assertThat(setup.warnings()).isEmpty();
    }
}
