package callgateway.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import callgateway.call.EndReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records from what is told to what is in the database, over restarts and without one. */
class RecordsTest {
    private static final EventSettings EVENTS = Sample.events(URI.create("http://127.0.0.1:1/nobody"));

    @TempDir
    Path folder = Path.of(".");

    private final Told told = new Told();

    private Records open() throws IOException {
        return Records.open(Sample.settings(folder, EVENTS), told);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void admit(Records records, String callSid) {
        now(records.admitted(Sample.id(callSid), "sales", Instant.now(), Instant.now()));
    }

    private static CallRecord of(Records records, String callSid) {
        // The log has it first, the database a little later.
        await().ignoreExceptions().until(() -> now(records.find(callSid)).isPresent());
        return now(records.find(callSid)).orElseThrow().record();
    }

    private static List<CallRecord> all(Records records) {
        return now(records.find(new RecordQuery(500, null, null, null, null, null)));
    }

    private static void until(Records records, String callSid, Outcome outcome) {
        await().ignoreExceptions().until(() -> of(records, callSid).outcome() == outcome);
    }

    private static void talk(Records records, String callSid) {
        Sample.talk().forEach(moment -> records.happened(callSid, moment));
    }

    @Test
    void anAdmittedCallHasItsRecordByTheTimeItsWebhookIsAnswered() throws Exception {
        try (Records records = open()) {
            admit(records, "CA0");

            admit(records, "CA1");

            assertThat(of(records, "CA1").outcome()).isEqualTo(Outcome.LIVE);
            assertThat(told.spooled.get()).isZero();
        }
    }

    @Test
    void aWholeCallIsInItsRecordAndInItsEvents() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            talk(records, "CA1");
            records.over("CA1", Instant.now());
            records.over("CA1", Instant.now());

            until(records, "CA1", Outcome.SUCCESS);
            CallRecord record = of(records, "CA1");
            assertThat(record.interruptions()).isEqualTo(1);
            assertThat(record.toolCalls()).isEqualTo(1);
            assertThat(record.detail()).isEqualTo("done");
            Records.OutboxView outbox = now(records.outbox(OutboxEntry.PENDING, 100));
            assertThat(outbox.entries())
                    .extracting(OutboxEntry::type)
                    .containsExactly("call.started", "call.agent_ready", "call.transcript", "call.ended");
            assertThat(outbox.entries().get(2).body()).contains("Good morning.");
        }
    }

    @Test
    void whatBecomesOfARecordingAfterTheCallIsAddedToItsRecordAndTold() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            talk(records, "CA1");
            records.over("CA1", Instant.now());
            until(records, "CA1", Outcome.SUCCESS);
            int before = of(records, "CA1").events();

            records.happened(
                    "CA1",
                    Sample.at(31, new CallEvent.RecordingEnded("CA1.wav", Duration.ofSeconds(30), 0, 0, "call_ended")));
            records.happened("CA1", Sample.at(99, new CallEvent.RecordingDeleted("CA1.wav", "retention")));
            records.happened("CA2", Sample.at(99, new CallEvent.RecordingDeleted("CA2.wav", "retention")));

            await().until(() -> of(records, "CA1").events() == before + 2);
            List<RecordedEvent> events = now(records.find("CA1")).orElseThrow().events();
            assertThat(events.get(before).body()).contains("recording_ended").contains("CA1.wav");
            assertThat(events.get(before + 1).body()).contains("recording_deleted");
            assertThat(now(records.outbox(OutboxEntry.PENDING, 100)).entries())
                    .extracting(OutboxEntry::type)
                    .endsWith("call.ended", "call.recorded");
            assertThat(now(records.find("CA2"))).isEmpty();
        }
    }

    @Test
    void theLastStreamSaysHowACallEndedThatTheCarrierEndedFirst() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            records.happened("CA1", Sample.at(1, new CallEvent.StreamStarted("MZ1")));
            records.over("CA1", Instant.now());
            records.happened("CA1", Sample.at(2, new CallEvent.Ended(EndReason.CALLER_HUNG_UP, "stop")));

            until(records, "CA1", Outcome.SUCCESS);
            assertThat(of(records, "CA1").endedBy()).isEqualTo("caller");
        }
    }

    @Test
    void aCallerWhoNeverCameToTheStreamHasARecordThatSaysSo() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            records.over("CA1", Instant.now());

            until(records, "CA1", Outcome.ABANDONED);
        }
    }

    @Test
    void aRefusedCallHasARecordAndAnEvent() throws Exception {
        try (Records records = open()) {
            records.refused(Sample.id("CA1"), "sales", "line_full", Instant.now(), Instant.now());

            await().ignoreExceptions().until(() -> now(records.find("CA1")).isPresent());
            assertThat(of(records, "CA1"))
                    .extracting(CallRecord::outcome, CallRecord::cause)
                    .containsExactly(Outcome.REFUSED, "line_full");
            assertThat(now(records.outbox(OutboxEntry.PENDING, 100)).entries())
                    .extracting(OutboxEntry::type)
                    .containsExactly("call.refused");
        }
    }

    @Test
    void aWebhookThatComesTwiceMakesOneRecord() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            admit(records, "CA1");

            assertThat(of(records, "CA1").outcome()).isEqualTo(Outcome.LIVE);
            assertThat(all(records)).hasSize(1);
            assertThat(now(records.outbox(OutboxEntry.PENDING, 100)).entries()).hasSize(1);
        }
    }

    @Test
    void aCallThatComesBackAfterItsEndGoesOnInTheSameRecord() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            talk(records, "CA1");
            records.over("CA1", Instant.now());
            until(records, "CA1", Outcome.SUCCESS);

            admit(records, "CA1");
            until(records, "CA1", Outcome.LIVE);
            records.happened("CA1", Sample.at(40, new CallEvent.StreamStarted("MZ2")));
            records.happened("CA1", Sample.at(50, new CallEvent.Ended(EndReason.AGENT_LOST, "gone")));
            records.over("CA1", Instant.now());

            until(records, "CA1", Outcome.AGENT_ERROR);
            assertThat(all(records)).hasSize(1);
            assertThat(of(records, "CA1").streams()).isEqualTo(2);
            assertThat(now(records.find("CA1")).orElseThrow().events())
                    .hasSize(Sample.talk().size() + 2);
            assertThat(now(records.outbox(OutboxEntry.PENDING, 100)).entries())
                    .extracting(OutboxEntry::type)
                    .containsExactly(
                            "call.started",
                            "call.agent_ready",
                            "call.transcript",
                            "call.ended",
                            "call.transcript",
                            "call.ended");
        }
    }

    @Test
    void numbersAndWordsAreKeptAsTheSettingsSay() throws Exception {
        RecordsSettings open = Sample.settings(folder, null);
        try (Records records = Records.open(
                new RecordsSettings(open.database(), folder, "n", true, false, open.keep(), open.admitWithin(), null),
                told)) {
            admit(records, "CA1");
            now(records.admitted(
                    new CallId("CA2", "AC1", "+15550100", "+14155550123", true),
                    "sales",
                    Instant.now(),
                    Instant.now()));
            talk(records, "CA1");
            records.over("CA1", Instant.now());

            until(records, "CA1", Outcome.SUCCESS);
            assertThat(of(records, "CA1").caller()).isEqualTo("+14155550123");
            assertThat(of(records, "CA2").called()).isEqualTo("+14155550123");
            assertThat(now(records.find("CA1")).orElseThrow().events())
                    .extracting(RecordedEvent::body)
                    .noneMatch(body -> body.contains("Good morning") || body.contains("Hello"));
        }
    }

    @Test
    void ofACallThatWePlacedTheOtherEndIsMasked() throws Exception {
        try (Records records = open()) {
            now(records.admitted(
                    new CallId("CA1", "AC1", "+15550100", "+14155550123", true),
                    "sales",
                    Instant.now(),
                    Instant.now()));

            assertThat(of(records, "CA1"))
                    .extracting(CallRecord::caller, CallRecord::called)
                    .containsExactly("+15550100", "+*******0123");
        }
    }

    @Test
    void withoutADatabaseACallIsSpooledGoesOnAndIsInTheDatabaseLater() throws Exception {
        Path elsewhere = folder.resolve("not-yet");
        RecordsSettings settings = Sample.settings(DatabaseSettings.embedded(elsewhere), folder, EVENTS);
        try (Records records = Records.open(settings, told)) {
            admit(records, "CA1");
            await().until(() -> told.spooled.get() > 0 && told.trouble != null);
            talk(records, "CA1");
            records.over("CA1", Instant.now());
            admit(records, "CA2");
            assertThatThrownBy(() -> now(records.find("CA1"))).hasMessageContaining("not been reached");

            Files.createDirectory(elsewhere);

            await().ignoreExceptions()
                    .until(() -> told.trouble == null && all(records).size() == 2);
            assertThat(of(records, "CA1").outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(now(records.find("CA1")).orElseThrow().events())
                    .hasSize(Sample.talk().size());
            assertThat(of(records, "CA2").outcome()).isEqualTo(Outcome.LIVE);
            assertThat(folder.resolve("records.spool")).doesNotExist();
            assertThat(folder.resolve("records.spool.replaying")).doesNotExist();
            assertThat(now(records.outbox(OutboxEntry.PENDING, 100)).entries())
                    .extracting(OutboxEntry::id)
                    .doesNotHaveDuplicates()
                    .filteredOn(id -> id.contains("call.started"))
                    .hasSize(2);
        }
    }

    @Test
    void whatTheSpoolHasIsReadBackByTheNextProcessAndATornLineHarmsNobody() throws Exception {
        RecordsSettings nowhere = Sample.settings(DatabaseSettings.embedded(folder.resolve("none")), folder, EVENTS);
        try (Records records = Records.open(nowhere, told)) {
            admit(records, "CA1");
            admit(records, "CA2");
        }
        Files.writeString(folder.resolve("records.spool"), "{\"callSid\":\"CA3\",\"rev", StandardOpenOption.APPEND);

        try (Records records = open()) {
            await().ignoreExceptions().until(() -> all(records).size() == 2);
            assertThat(all(records)).extracting(CallRecord::callSid).containsExactlyInAnyOrder("CA1", "CA2");
        }
    }

    @Test
    void anOrderlyStopClosesEveryRecordAndTheNextStartFindsNothingToDo() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");
            records.happened("CA1", Sample.at(1, new CallEvent.StreamStarted("MZ1")));
            records.happened("CA1", Sample.at(2, new CallEvent.Ended(EndReason.SHUTDOWN, "stop")));
        }
        try (Records records = open()) {
            admit(records, "CA2");
            assertThat(of(records, "CA1"))
                    .extracting(CallRecord::outcome, CallRecord::cause)
                    .containsExactly(Outcome.GATEWAY_ERROR, "shutdown");
        }
    }

    @Test
    void aSecondProcessInTheSameFolderIsRefused() throws Exception {
        try (Records records = open()) {
            admit(records, "CA1");

            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another gateway uses")
                    .hasMessageContaining("DATA_DIR");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Records.open(Sample.settings(file, null), told))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file");
    }

    @Test
    void tooManyDetailsAreDroppedAndCountedButNeverTheRecord() throws Exception {
        RecordsSettings nowhere = Sample.settings(DatabaseSettings.embedded(folder.resolve("none")), folder, null);
        try (Records records = Records.open(nowhere, told)) {
            admit(records, "CA1");
            CallStory.Moment key = Sample.at(1, new CallEvent.KeysPressed(1));
            for (int i = 0; i < 45_000; i++) {
                records.happened("CA1", key);
            }
            records.happened("CA1", Sample.at(2, new CallEvent.StreamStarted("MZ1")));
            await().ignoreExceptions().until(() -> told.dropped.get() > 0);
            Files.createDirectory(folder.resolve("none"));

            await().ignoreExceptions()
                    .until(() -> told.trouble == null
                            && !all(records).isEmpty()
                            && of(records, "CA1").streams() == 1);
            CallRecord record = of(records, "CA1");
            assertThat(record.eventsLost()).isPositive().isLessThanOrEqualTo(told.dropped.get());
            assertThat(record.events() + record.eventsLost()).isLessThanOrEqualTo(45_001);
            assertThat(record.events()).isPositive();
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        RecordsSettings good = Sample.settings(folder, EVENTS);
        assertThatThrownBy(() -> new RecordsSettings(
                        good.database(), folder, " ", false, true, good.keep(), good.admitWithin(), null))
                .hasMessageStartingWith("node: ");
        assertThatThrownBy(() -> new RecordsSettings(
                        good.database(), folder, "n", false, true, Duration.ofSeconds(59), good.admitWithin(), null))
                .hasMessageStartingWith("keep: 59 s");
        assertThatThrownBy(() -> new RecordsSettings(
                        good.database(), folder, "n", false, true, good.keep(), Duration.ofSeconds(6), null))
                .hasMessageStartingWith("admit-within: 6000 ms");
        assertThatThrownBy(() ->
                        new RecordsSettings(null, folder, "n", false, true, good.keep(), good.admitWithin(), EVENTS))
                .hasMessageStartingWith("events.url: ");
        assertThatThrownBy(() -> new DatabaseSettings("jdbc:mysql://h/d", null, "secret"))
                .hasMessageStartingWith("database: ")
                .hasMessageNotContaining("secret");
        assertThat(new DatabaseSettings("jdbc:postgresql://u:pw@h/d?password=pw", "u", "pw"))
                .hasToString("jdbc:postgresql://***@h/d");
    }
}
