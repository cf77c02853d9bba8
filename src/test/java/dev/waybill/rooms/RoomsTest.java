package dev.waybill.rooms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which room may know which: receive, decide, map, deliver, log; and what only one of them may touch. */
class RoomsTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.waybill");

    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer.hikari..", "org.flywaydb.."};
    private static final String[] HTTP_CLIENTS = {"java.net.http..", "org.apache.hc..", "com.sun.net.httpserver..", "io.vertx.."};
    private static final String CAMEL = "org.apache.camel..";

    @Test
    void all_classes_are_looked_at() {
        assertThat(OURS.contain("dev.waybill.bill.Bill")).isTrue();
        assertThat(OURS.contain("dev.waybill.gateway.GatewayApplication")).isTrue();
        assertThat(OURS.contain("dev.waybill.rooms.RoomsTest")).isFalse();
    }

    @Test
    void only_the_gateway_knows_camel() {
        noClasses().that().resideOutsideOfPackage("dev.waybill.gateway..")
                .should().dependOnClassesThat().resideInAPackage(CAMEL).check(OURS);
    }

    @Test
    void a_provider_does_no_input_or_output() {
        noClasses().that().resideInAPackage("dev.waybill.provider..").should().dependOnClassesThat().resideInAnyPackage(SQL)
                .orShould().dependOnClassesThat().resideInAnyPackage(HTTP_CLIENTS)
                .orShould().dependOnClassesThat().resideInAnyPackage(CAMEL, "java.nio.file..").check(OURS);
    }

    @Test
    void the_bill_knows_nothing_of_ours() {
        onlyKnows("dev.waybill.bill..");
    }

    @Test
    void an_integration_knows_bills_only() {
        onlyKnows("dev.waybill.integration..", "dev.waybill.bill..");
    }

    @Test
    void a_delivery_knows_bills_and_integrations_only() {
        onlyKnows("dev.waybill.delivery..", "dev.waybill.bill..", "dev.waybill.integration..");
    }

    @Test
    void a_provider_knows_bills_integrations_and_deliveries_only() {
        onlyKnows("dev.waybill.provider..", "dev.waybill.bill..", "dev.waybill.integration..", "dev.waybill.delivery..");
    }

    @Test
    void the_dispatcher_knows_deliveries_only() {
        onlyKnows("dev.waybill.dispatch..", "dev.waybill.delivery..", "dev.waybill.integration..", "dev.waybill.bill..");
    }

    @Test
    void a_source_knows_bills_and_calls_only() {
        DescribedPredicate<JavaClass> callOrAnswer = DescribedPredicate.describe("Call or Answer", type -> Set.of(
                "dev.waybill.delivery.Call", "dev.waybill.delivery.Answer", "dev.waybill.delivery.Answer$Outcome",
                "dev.waybill.delivery.Step").contains(type.getName()));
        classes().that().resideInAPackage("dev.waybill.source..").should().onlyDependOnClassesThat(callOrAnswer
                .or(residesIn("dev.waybill.source..")).or(residesIn("dev.waybill.bill.."))
                .or(DescribedPredicate.not(residesIn("dev.waybill..")))).check(OURS);
    }

    @Test
    void configuration_is_read_without_a_database() {
        noClasses().that().resideInAPackage("dev.waybill.configuration..")
                .should().dependOnClassesThat().resideInAnyPackage(SQL)
                .orShould().dependOnClassesThat().resideInAPackage("dev.waybill.postgres..").check(OURS);
    }

    @Test
    void the_gateway_at_work_knows_no_stand_in() {
        noClasses().that().resideInAnyPackage("dev.waybill.flow..", "dev.waybill.gateway..", "dev.waybill.postgres..",
                "dev.waybill.provider..", "dev.waybill.source..", "dev.waybill.delivery..", "dev.waybill.integration..",
                "dev.waybill.bill..", "dev.waybill.configuration..", "dev.waybill.security..", "dev.waybill.settings..")
                .should().dependOnClassesThat().resideInAPackage("dev.waybill.standin..").check(OURS);
    }

    /** The benchmark looks at the gateway from outside, as a process of its own; commands start it. */
    @Test
    void only_commands_know_the_benchmark() {
        noClasses().that().resideOutsideOfPackages("dev.waybill.bench..", "dev.waybill.cli..")
                .should().dependOnClassesThat().resideInAPackage("dev.waybill.bench..").check(OURS);
    }

    @Test
    void a_stand_in_knows_nothing_of_the_gateway() {
        onlyKnows("dev.waybill.standin..", "dev.waybill.bill..");
    }

    /** The settings let the driver say whether an address is one it could use; nothing is opened for that. */
    @Test
    void only_postgres_asks_the_database() {
        noClasses().that().resideOutsideOfPackages("dev.waybill.postgres..", "dev.waybill.gateway..", "dev.waybill.settings..")
                .should().dependOnClassesThat().resideInAnyPackage(SQL).check(OURS);
        noClasses().that().resideInAPackage("dev.waybill.settings..")
                .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..").check(OURS);
    }

    /** The gateway passes connections on, asks whether the database is there, and runs no statement. */
    @Test
    void the_gateway_runs_no_statement() {
        noClasses().that().resideInAPackage("dev.waybill.gateway..").should().dependOnClassesThat()
                .haveNameMatching("java\\.sql\\.(Prepared|Callable)?Statement|java\\.sql\\.ResultSet").check(OURS);
    }

    @Test
    void no_two_packages_need_each_other() {
        slices().matching("dev.waybill.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void packages_carry_business_names() {
        classes().should().resideOutsideOfPackages("..util..", "..utils..", "..common..", "..service..", "..services..", "..impl..",
                "..helper..", "..helpers..", "..misc..").check(OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bill", "integration", "delivery", "provider", "source", "dispatch", "flow"})
    void no_room_reads_the_clock_of_the_machine(String room) {
        noClasses().that().resideInAPackage("dev.waybill." + room + "..")
                .should().callMethod("java.time.Instant", "now").orShould().callMethod(System.class, "currentTimeMillis").check(OURS);
    }

    private static void onlyKnows(String room, String... others) {
        DescribedPredicate<JavaClass> known = residesIn(room);
        for (String other : others) {
            known = known.or(residesIn(other));
        }
        ArchRule rule = classes().that().resideInAPackage(room)
                .should().onlyDependOnClassesThat(known.or(DescribedPredicate.not(residesIn("dev.waybill.."))));
        rule.check(OURS);
    }

    private static DescribedPredicate<JavaClass> residesIn(String packages) {
        return JavaClass.Predicates.resideInAPackage(packages);
    }
}
