package callgateway.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent when, with a clock and a receiver that the test plays. */
class OutboxTest {
    private static final EventSettings SETTINGS = Sample.events(URI.create("https://crm.example/events"));

    @TempDir
    Path folder = Path.of(".");

    private final OutboxStore store = new OutboxStore("node-a", SETTINGS);
    private final Receiver receiver = new Receiver();
    private final Told told = new Told();
    private Database database = new Database(DatabaseSettings.embedded(Path.of(".")));
    private Outbox outbox = outbox();
    private Instant now = Sample.NOON;

    /** Answers at once, or when it is told to. */
    private static final class Receiver implements EventSender {
        final List<OutboxEntry> got = new ArrayList<>();
        final Map<OutboxEntry, CompletableFuture<Reply>> unanswered = new HashMap<>();
        Reply answer = new Reply(true, false, "HTTP 200");
        boolean answers = true;

        @Override
        public CompletableFuture<Reply> send(OutboxEntry entry) {
            got.add(entry);
            if (answers) {
                return CompletableFuture.completedFuture(answer);
            }
            CompletableFuture<Reply> later = new CompletableFuture<>();
            unanswered.put(entry, later);
            return later;
        }

        List<String> ids() {
            return got.stream().map(OutboxEntry::id).toList();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() throws SQLException {
        database = new Database(DatabaseSettings.embedded(folder));
        database.open();
        outbox = outbox();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Outbox outbox() {
        return new Outbox(database, store, receiver, SETTINGS, () -> now, new Random(11), told);
    }

    private void put(String callSid, String... types) throws SQLException {
        List<Notice> notices = new ArrayList<>();
        for (String type : types) {
            notices.add(new Notice(callSid + ":" + type, callSid, type, now.toEpochMilli(), "{}"));
        }
        try (Connection connection = database.connection()) {
            store.add(connection, notices);
        }
    }

    private void turns(int turns) throws SQLException {
        for (int i = 0; i < turns; i++) {
            outbox.turn();
        }
    }

    private List<OutboxEntry> in(String state) throws SQLException {
        try (Connection connection = database.connection()) {
            return store.list(connection, state, 1000);
        }
    }

    @Test
    void theEventsOfACallAreSentInTheirOrderAndOneAtATime() throws SQLException {
        put("CA1", "call.started", "call.agent_ready", "call.ended");
        receiver.answers = false;

        turns(3);
        assertThat(receiver.ids()).containsExactly("CA1:call.started");
        receiver.answers = true;
        receiver.unanswered.values().forEach(one -> one.complete(receiver.answer));
        turns(4);

        assertThat(receiver.ids()).containsExactly("CA1:call.started", "CA1:call.agent_ready", "CA1:call.ended");
        assertThat(in(OutboxEntry.DELIVERED)).hasSize(3);
        assertThat(told.pending).isZero();
    }

    @Test
    void noMoreAreUnderWayThanTheSettingsAllow() throws SQLException {
        for (int i = 0; i < 20; i++) {
            put("CA" + i, "call.started");
        }
        receiver.answers = false;

        turns(3);

        assertThat(receiver.got).hasSize(SETTINGS.maxInFlight());
    }

    @Test
    void aFailureHoldsUpItsOwnCallAloneAndIsTriedAgainLaterAndLater() throws SQLException {
        put("CA1", "call.started", "call.ended");
        receiver.answer = new EventSender.Reply(false, false, "HTTP 500");
        turns(2);
        assertThat(outbox.turn()).as("does not spin").isGreaterThan(100);
        receiver.answer = new EventSender.Reply(true, false, "HTTP 200");
        put("CA2", "call.started");
        turns(2);
        assertThat(receiver.ids()).containsExactly("CA1:call.started", "CA2:call.started");
        assertThat(in(OutboxEntry.PENDING).get(0).lastError()).isEqualTo("HTTP 500");

        long next = in(OutboxEntry.PENDING).get(0).nextMs();
        assertThat(next - now.toEpochMilli()).isBetween(500L, 1000L);
        now = Instant.ofEpochMilli(next - 1);
        turns(2);
        assertThat(receiver.got).hasSize(2);
        now = Instant.ofEpochMilli(next);
        turns(3);

        assertThat(receiver.ids()).endsWith("CA1:call.started", "CA1:call.ended");
        assertThat(told.sent).filteredOn(RecordsMonitor.Sent.FAILED::equals).hasSize(1);
    }

    @Test
    void pausesGrowUpToTheLongestAndAreNeverInStep() {
        RetryDelays delays = new RetryDelays(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(5));

        for (int failures = 1; failures <= 40; failures++) {
            long whole = Math.min(300_000, 1000L << Math.min(failures - 1, 20));
            assertThat(delays.after(failures)).isBetween(whole / 2, whole);
        }
        assertThat(List.of(delays.after(20), delays.after(20), delays.after(20)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatIsDownForAnHourIsTriedGentlyAndThenGetsEverythingInOrder() throws SQLException {
        receiver.answer = new EventSender.Reply(false, false, "ConnectException");
        for (int i = 0; i < 30; i++) {
            put("CA" + i, "call.started", "call.ended");
        }
        Instant end = now.plus(Duration.ofHours(1));
        while (now.isBefore(end)) {
            turns(1);
            now = now.plusSeconds(1);
        }
        // One at a time, when it is known to be down: no storm.
        assertThat(receiver.got.size()).isLessThan(3700);
        assertThat(in(OutboxEntry.PENDING)).hasSize(60);

        receiver.got.clear();
        receiver.answer = new EventSender.Reply(true, false, "HTTP 204");
        for (int i = 0; i < 400; i++) {
            turns(1);
            now = now.plusSeconds(1);
        }

        assertThat(in(OutboxEntry.DELIVERED)).hasSize(60);
        assertThat(in(OutboxEntry.DEAD)).isEmpty();
        assertThat(receiver.ids()).doesNotHaveDuplicates();
        for (int i = 0; i < 30; i++) {
            assertThat(receiver.ids()).containsSubsequence("CA" + i + ":call.started", "CA" + i + ":call.ended");
        }
    }

    @Test
    void whatIsTooOldIsADeadLetterThatCanBeSentAgain() throws SQLException {
        put("CA1", "call.started", "call.ended");
        receiver.answer = new EventSender.Reply(false, false, "HTTP 503");
        turns(2);
        now = now.plus(SETTINGS.giveUpAfter());
        turns(4);
        assertThat(in(OutboxEntry.DEAD))
                .extracting(OutboxEntry::id, OutboxEntry::lastError)
                .contains(org.assertj.core.groups.Tuple.tuple("CA1:call.started", "HTTP 503"));
        assertThat(told.dead).isPositive();

        receiver.answer = new EventSender.Reply(true, false, "HTTP 200");
        try (Connection connection = database.connection()) {
            assertThat(store.requeue(connection, in(OutboxEntry.DEAD).get(0).seq(), now.toEpochMilli()))
                    .isEqualTo(1);
            store.requeue(connection, null, now.toEpochMilli());
        }
        turns(5);

        assertThat(in(OutboxEntry.DEAD)).isEmpty();
        assertThat(in(OutboxEntry.DELIVERED)).hasSize(2);
    }

    @Test
    void aReceiverThatIsGoneForGoodIsNotAskedTwice() throws SQLException {
        put("CA1", "call.started");
        receiver.answer = new EventSender.Reply(false, true, "HTTP 410");

        turns(2);

        assertThat(in(OutboxEntry.DEAD)).hasSize(1);
    }

    @Test
    void whatWasSentButNotWrittenDownIsSentAgainByTheNextProcessWithTheSameId() throws SQLException {
        put("CA1", "call.started");
        receiver.answers = false;
        turns(1);

        outbox = outbox();
        turns(1);

        assertThat(receiver.ids()).containsExactly("CA1:call.started", "CA1:call.started");
    }
}
