package callgateway.records;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.CallEvent;
import callgateway.call.EndReason;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What records need of a database, whichever it is. */
abstract class RecordStoreContract {
    private static final EventSettings EVENTS = Sample.events(URI.create("https://crm.example/events"));

    private final OutboxStore outbox = new OutboxStore("node-a", EVENTS);
    private final RecordStore store = new RecordStore(outbox);
    private Database database = new Database(new DatabaseSettings("jdbc:sqlite:", null, null));
    private RecordsSettings settings =
            Sample.settings(new DatabaseSettings("jdbc:sqlite:", null, null), Path.of("."), EVENTS);

    /** An empty one. */
    abstract DatabaseSettings empty() throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        DatabaseSettings where = empty();
        database = new Database(where);
        settings = Sample.settings(where, Path.of("."), EVENTS);
        database.open();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T in(Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            T result = work.with(connection);
            connection.commit();
            return result;
        }
    }

    private CallRecord stored(String callSid) throws SQLException {
        return in(connection -> Optional.ofNullable(store.find(connection, callSid)))
                .orElseThrow();
    }

    private List<RecordedEvent> events(String callSid) throws SQLException {
        return in(connection -> store.events(connection, callSid));
    }

    private List<CallRecord> found(RecordQuery query) throws SQLException {
        return in(connection -> store.find(connection, query));
    }

    private List<CallRecord> open(@Nullable String node) throws SQLException {
        return in(connection -> store.open(connection, node));
    }

    private List<OutboxEntry> pending() throws SQLException {
        return in(connection -> outbox.list(connection, OutboxEntry.PENDING, 100));
    }

    private List<OutboxEntry> due(long nowMs) throws SQLException {
        return in(connection -> outbox.due(connection, nowMs, 10));
    }

    private Optional<Long> nextDue() throws SQLException {
        return in(connection -> Optional.ofNullable(outbox.nextDue(connection)));
    }

    private int migrations() throws SQLException {
        return in(connection -> {
            try (ResultSet rows = connection
                    .createStatement()
                    .executeQuery("SELECT count(*) FROM flyway_schema_history WHERE success")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private void save(OpenCall... calls) throws SQLException {
        List<OpenCall.Version> versions = new ArrayList<>();
        for (OpenCall call : calls) {
            versions.add(call.version());
            call.saved();
        }
        in(connection -> {
            store.save(connection, versions);
            return 0;
        });
    }

    private OpenCall call(String callSid, long second, String pool) {
        long ms = Sample.NOON.plusSeconds(second).toEpochMilli();
        return OpenCall.admitted(Sample.id(callSid), pool, ms, ms + 10, settings);
    }

    private OpenCall ended(String callSid, long second, String pool) {
        OpenCall call = call(callSid, second, pool);
        Sample.talk().forEach(moment -> call.happened(moment, true, true));
        call.over(Sample.NOON.plusSeconds(31));
        return call;
    }

    @Test
    void theSchemaIsMadeFromNothingAndIsLeftAloneTheSecondTime() throws SQLException {
        save(call("CA1", 0, "sales"));
        database.close();
        database = new Database(reopened());

        database.open();

        assertThat(stored("CA1")).isNotNull();
        assertThat(migrations()).isEqualTo(2);
    }

    /** The one of {@link #empty}, once more. */
    abstract DatabaseSettings reopened();

    @Test
    void everythingOfARecordComesBackAsItWasWritten() throws SQLException {
        OpenCall call = ended("CA1", 0, "sales");
        save(call);

        CallRecord stored = stored("CA1");

        assertThat(stored).isEqualTo(call.record());
        assertThat(stored.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(stored.cause()).isEqualTo("agent_ended");
        assertThat(stored.endedBy()).isEqualTo("agent");
        assertThat(stored.caller()).isEqualTo("+*******0123");
        assertThat(stored.called()).isEqualTo("+15550100");
        assertThat(stored.agentCallIds()).isEqualTo("omni-1");
        assertThat(stored.keysPressed()).isEqualTo(2);
        assertThat(stored.flushedMs()).isEqualTo(900);
        List<RecordedEvent> events = events("CA1");
        assertThat(events).hasSize(Sample.talk().size());
        assertThat(events.get(4).body()).contains("\"said\"").contains("Hello?");
    }

    @Test
    void anOlderVersionNeverReplacesALaterOne() throws SQLException {
        OpenCall call = call("CA1", 0, "sales");
        OpenCall.Version first = call.version();
        call.happened(Sample.at(1, new CallEvent.StreamStarted("MZ1")), true, true);
        save(call);

        in(connection -> {
            store.save(connection, List.of(first));
            return 0;
        });

        assertThat(stored("CA1").streams()).isEqualTo(1);
    }

    @Test
    void writingTheSameTwiceIsWritingItOnce() throws SQLException {
        OpenCall call = ended("CA1", 0, "sales");
        OpenCall.Version version = call.version();

        for (int i = 0; i < 2; i++) {
            in(connection -> {
                store.save(connection, List.of(version));
                return 0;
            });
        }

        assertThat(events("CA1")).hasSize(Sample.talk().size());
        assertThat(pending())
                .extracting(OutboxEntry::type)
                .containsExactly("call.started", "call.agent_ready", "call.transcript", "call.ended");
    }

    @Test
    void whatMayBeAskedForIsFoundNewestFirstPageByPage() throws SQLException {
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            // Several came in the same second.
            save(i % 5 == 0 ? ended("CA" + (100 + i), 0, "sales") : call("CA" + (100 + i), random.nextInt(4), "desk"));
        }

        List<CallRecord> all = found(new RecordQuery(100, null, null, null, null, null));
        List<CallRecord> paged = new ArrayList<>();
        RecordQuery.Place after = null;
        for (int page = 0; page < 9; page++) {
            RecordQuery query = new RecordQuery(3, null, null, null, null, after);
            paged.addAll(found(query));
            CallRecord last = paged.get(paged.size() - 1);
            after = new RecordQuery.Place(last.cameMs(), last.callSid());
        }

        assertThat(all)
                .hasSize(25)
                .isSortedAccordingTo((a, b) -> a.cameMs() == b.cameMs()
                        ? b.callSid().compareTo(a.callSid())
                        : Long.compare(b.cameMs(), a.cameMs()));
        assertThat(paged).isEqualTo(all);
        long second = Sample.NOON.plusSeconds(1).toEpochMilli();
        assertThat(found(new RecordQuery(100, second, second + 1, "desk", Outcome.LIVE, null)))
                .isEqualTo(all.stream().filter(one -> one.cameMs() == second).toList());
        assertThat(found(new RecordQuery(100, null, null, "sales", Outcome.SUCCESS, null)))
                .hasSize(5);
    }

    @Test
    void ofEachCallOnlyTheOldestEventIsDue() throws SQLException {
        save(ended("CA1", 0, "sales"), ended("CA2", 0, "sales"));
        long now = Sample.NOON.plusSeconds(60).toEpochMilli();

        List<OutboxEntry> due = due(now);
        in(connection -> {
            outbox.sent(
                    connection,
                    List.of(
                            new OutboxStore.Sent(due.get(0), OutboxEntry.DELIVERED, now, now, null),
                            new OutboxStore.Sent(due.get(1), OutboxEntry.PENDING, now + 500, now, "HTTP 500")));
            return 0;
        });

        assertThat(due).extracting(OutboxEntry::type).containsExactly("call.started", "call.started");
        assertThat(due(now))
                .extracting(OutboxEntry::callSid, OutboxEntry::type)
                .containsExactly(Tuple.tuple("CA1", "call.agent_ready"));
        assertThat(due(now + 500))
                .extracting(OutboxEntry::callSid, OutboxEntry::type, OutboxEntry::attempts)
                .containsExactlyInAnyOrder(
                        Tuple.tuple("CA1", "call.agent_ready", 0), Tuple.tuple("CA2", "call.started", 1));
        assertThat(nextDue()).isPresent();
    }

    @Test
    void oldRecordsGoWithAllThatBelongsToThemAndLiveOnesStay() throws SQLException {
        save(ended("CA1", 0, "sales"), call("CA2", 0, "sales"), ended("CA3", 0, "sales"));
        long later = Sample.NOON.plus(Duration.ofDays(91)).toEpochMilli();
        Retention retention = new Retention(database, store, outbox, settings, () -> Instant.ofEpochMilli(later));

        assertThat(retention.sweep()).isEqualTo(2);

        assertThat(found(new RecordQuery(9, null, null, null, null, null)))
                .extracting(CallRecord::callSid)
                .containsExactly("CA2");
        assertThat(events("CA1")).isEmpty();
        assertThat(pending()).extracting(OutboxEntry::callSid).containsOnly("CA2");
    }

    @Test
    void onlyTheRecordsOfANodeAreFoundOpenWhenOthersUseTheDatabaseToo() throws SQLException {
        save(call("CA1", 0, "sales"), ended("CA2", 0, "sales"));

        assertThat(open("node-a")).extracting(CallRecord::callSid).containsExactly("CA1");
        assertThat(open("node-b")).isEmpty();
        assertThat(open(null)).hasSize(1);
    }

    @Test
    void lettersAndControlCharactersOfAnyKindCanBeKept() throws SQLException {
        OpenCall call = call("CA1", 0, "vertrieb-ü\u0000\n");
        call.happened(Sample.at(1, new CallEvent.StreamStarted("MZ1")), true, true);
        call.happened(Sample.at(2, new CallEvent.AgentNote("error", "\u0000 \uD83D\uDE00 '\"; DROP")), true, true);
        call.happened(Sample.at(3, new CallEvent.Ended(EndReason.AGENT_LOST, "\u0000".repeat(900))), true, true);
        call.over(Sample.NOON);

        save(call);

        assertThat(stored("CA1")).isEqualTo(call.record());
        assertThat(events("CA1").get(1).body()).contains("\\u0000").contains("DROP");
    }
}
