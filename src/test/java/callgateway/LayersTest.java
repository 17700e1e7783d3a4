package callgateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers of ARCHITECTURE.md: who may know whom. A rule about a package that is not there yet holds. */
final class LayersTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("callgateway");

    private static final String[] JDK = {"java..", "javax.crypto..", "org.jspecify.."};
    private static final String JACKSON = "com.fasterxml.jackson..";

    private static void hold(ArchRule rule) {
        rule.allowEmptyShould(true).check(OURS);
    }

    private static String in(String name) {
        return "callgateway." + name + "..";
    }

    private static String[] in(String... names) {
        return List.of(names).stream().map(LayersTest::in).toArray(String[]::new);
    }

    private static String[] with(String[] some, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(some), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    @Test
    void thereIsSomethingToLookAt() {
        assertThat(OURS.containPackage("callgateway.transport")).isTrue();
    }

    @Test
    void onlyTransportKnowsNetty() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(in("transport"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty..")));
    }

    @Test
    void transportKnowsNoneOfOurs() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("transport"))
                .should()
                .dependOnClassesThat(resideInAPackage("callgateway..").and(not(resideInAPackage(in("transport"))))));
    }

    @Test
    void audioIsPure() {
        hold(classes()
                .that()
                .resideInAPackage(in("audio"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(with(JDK, in("audio")))));
    }

    @Test
    void omniIsPure() {
        hold(classes()
                .that()
                .resideInAPackage(in("omni"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(with(JDK, in("omni"), JACKSON))));
    }

    @Test
    void twilioIsPure() {
        hold(classes()
                .that()
                .resideInAPackage(in("twilio"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        with(JDK, in("twilio"), JACKSON, "com.twilio.twiml..", "com.twilio.http.."))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ledger", "PlanLimit", "KeyBreaker", "FrontDesk"})
    void theHeartOfAdmissionIsPure(String name) {
        hold(noClasses()
                .that()
                .haveFullyQualifiedName("callgateway.admission." + name)
                .should()
                .transitivelyDependOnClassesThat(resideInAnyPackage(
                                "org.apache.pekko..", "io.netty..", "scala..", "com.fasterxml..", "org.slf4j..")
                        .or(resideInAPackage("callgateway..").and(not(resideInAPackage(in("admission")))))));
    }

    @Test
    void theProtocolOfSharesIsPure() {
        hold(classes()
                .that()
                .resideInAPackage(in("admission.share"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(with(JDK, in("admission.share")))));
    }

    /** Time and chance come in as parameters, so that a model can take it through any history again. */
    @Test
    void theProtocolOfSharesAsksNoClockAndNoDice() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("admission.share"))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.util.concurrent..", "java.io..", "java.net..", "java.nio..", "java.security..")
                        .or(belongToAnyOf(
                                Clock.class,
                                Instant.class,
                                InstantSource.class,
                                Thread.class,
                                Random.class,
                                Timer.class))));
    }

    @Test
    void theClustersCapacityKnowsAdmissionAndTheClusterAlone() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("admission.cluster"))
                .should()
                .dependOnClassesThat(resideInAPackage("callgateway..")
                        .and(not(resideInAnyPackage(
                                "callgateway.admission", in("admission.share"), in("admission.cluster"))))
                        .and(not(nameStartingWith("callgateway.cluster.WireMessage")))));
        // Whoever has it started knows it, and nobody else: to all others a slot is a slot.
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(in("admission.cluster", "gateway", "load"))
                .should()
                .dependOnClassesThat(resideInAPackage(in("admission.cluster"))));
    }

    @Test
    void onlyAdmissionAndWhoStartsItKnowTheProtocolOfShares() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(in("admission", "gateway", "load"))
                .should()
                .dependOnClassesThat(resideInAPackage(in("admission.share"))));
    }

    @Test
    void routingIsPure() {
        hold(classes()
                .that()
                .resideInAPackage(in("routing"))
                .should()
                // Where a pool's tools are is a value, too.
                .onlyDependOnClassesThat(resideInAnyPackage(with(JDK, in("routing"), in("omni"), in("twilio")))
                        .or(nameStartingWith("callgateway.tools.ToolEndpoint"))));
    }

    @Test
    void recordingKnowsAudioAndWhatPoolsWantAndNoActors() {
        hold(classes()
                .that()
                .resideInAPackage(in("recording"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        with(JDK, in("recording"), in("audio"), in("routing"), JACKSON, "org.slf4j.."))));
    }

    @Test
    void toolsKnowNoneOfOursAndNoActors() {
        hold(classes()
                .that()
                .resideInAPackage(in("tools"))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(with(JDK, in("tools"), JACKSON, "javax.net.ssl..", "org.slf4j.."))));
    }

    @Test
    void restKnowsOnlyTwilioOfOurs() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("rest"))
                .should()
                .dependOnClassesThat(resideInAPackage("callgateway..")
                        .and(not(resideInAnyPackage(in("rest", "twilio", "logging"))))));
    }

    @Test
    void loggingKnowsOnlyTwilioOfOurs() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("logging"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("callgateway..").and(not(resideInAnyPackage(in("logging", "twilio"))))));
    }

    @Test
    void onlyTracingUsesOpenTelemetry() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(in("tracing"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.opentelemetry..")));
    }

    @Test
    void tracingKnowsCallsAndWhatIsBelowThem() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("tracing"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        in("records", "operations", "config", "gateway", "demo", "load", "cli", "simulator"))));
    }

    @Test
    void theClusterKnowsNothingOfCalls() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("cluster"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("callgateway..").and(not(resideInAnyPackage(in("cluster", "transport"))))));
    }

    @Test
    void onlyRestUsesTheClientOfTwiliosApi() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(in("rest"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.twilio.rest..", "org.apache.hc..")));
    }

    @Test
    void onlyRecordsUseADatabase() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(in("records"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.flywaydb..")));
    }

    @Test
    void onlyTwilioUsesTwimlBuilders() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(in("twilio"))
                .should()
                .dependOnClassesThat(resideInAPackage("com.twilio.twiml..")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admission", "call", "records", "operations", "config", "gateway", "demo", "load"})
    void nothingKnowsWhatIsAboveIt(String layer) {
        List<String> upwards =
                List.of("admission", "call", "records", "operations", "config", "gateway", "demo", "load", "cli");
        // demo and load stand side by side, and neither knows the other.
        List<String> above = layer.equals("demo")
                ? List.of("load", "cli")
                : layer.equals("load")
                        ? List.of("demo", "cli")
                        : upwards.subList(upwards.indexOf(layer) + 1, upwards.size());
        hold(noClasses()
                .that()
                .resideInAPackage(in(layer))
                .should()
                .dependOnClassesThat(resideInAnyPackage(in(above.toArray(String[]::new)))));
    }

    @Test
    void theDoctorKnowsSettingsAndProtocolsButNoGatewayAndNoCalls() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("doctor"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        in("admission", "operations", "gateway", "demo", "load", "cli", "simulator"))));
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(in("doctor", "cli"))
                .should()
                .dependOnClassesThat(resideInAPackage(in("doctor"))));
    }

    @Test
    void onlyWhatRunsTheSimulatorsKnowsThem() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(in("simulator", "cli", "demo", "load"))
                .should()
                .dependOnClassesThat(resideInAPackage(in("simulator"))));
    }

    @Test
    void theSimulatorKnowsOnlyProtocolsAudioAndTransport() {
        hold(noClasses()
                .that()
                .resideInAPackage(in("simulator"))
                .should()
                .dependOnClassesThat(resideInAPackage("callgateway..")
                        .and(not(resideInAnyPackage(in("simulator", "twilio", "omni", "audio", "transport"))))));
    }

    @Test
    void noPackagesKnowEachOtherInACircle() {
        hold(slices().matching("callgateway.(**)").should().beFreeOfCycles());
    }
}
