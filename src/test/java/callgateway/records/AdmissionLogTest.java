package callgateway.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.call.CallId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was promised is found by the next process, what the database has is not, whatever was torn. */
class AdmissionLogTest {
    @TempDir
    Path folder;

    private final Told told = new Told();
    private final List<AdmissionLog> open = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(30_000);
        }
        open.forEach(AdmissionLog::close);
    }

    /** As a process does that begins; the one before it may still have the files open, as one that was killed. */
    private AdmissionLog begins() throws IOException {
        AdmissionLog log = new AdmissionLog(folder, told);
        open.add(log);
        return log;
    }

    private AdmissionLog runs() throws IOException {
        AdmissionLog log = begins();
        log.begin();
        Thread thread = new Thread(log, "admissions-under-test");
        thread.start();
        threads.add(thread);
        return log;
    }

    private CallRecord record(int number) {
        CallId id =
                new CallId(String.format("CA%032x", number), "AC" + "0".repeat(32), "+15550100", "+15550199", false);
        return OpenCall.admitted(
                        id,
                        "sales",
                        Sample.NOON.toEpochMilli(),
                        Sample.NOON.toEpochMilli(),
                        Sample.settings(folder, null))
                .record();
    }

    private AdmissionLog.Entry add(AdmissionLog log, int number) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        AdmissionLog.Entry entry = log.add(record(number), kept);
        kept.orTimeout(30, TimeUnit.SECONDS).join();
        return Objects.requireNonNull(entry);
    }

    private Set<String> found() throws IOException {
        Set<String> callSids = new HashSet<>();
        begins().found().forEach(record -> callSids.add(record.callSid()));
        return callSids;
    }

    private String callSid(int number) {
        return record(number).callSid();
    }

    @Test
    void anAdmissionThatCannotBeLoggedIsCountedAndKeptByTheDatabase() throws IOException {
        AdmissionLog log = runs();
        add(log, 1);
        // As a disk that takes nothing any more.
        log.close();
        CompletableFuture<Void> kept = new CompletableFuture<>();
        AdmissionLog.Entry caught = Objects.requireNonNull(log.add(record(2), kept));
        await().untilAsserted(() -> assertThat(told.unlogged).containsExactly(RecordsMonitor.Unlogged.BROKEN));
        assertThat(kept).isNotDone();

        caught.settled();
        assertThat(kept).isCompleted();
        assertThat(log.add(record(3), new CompletableFuture<>())).isNull();

        assertThat(told.unlogged).containsExactly(RecordsMonitor.Unlogged.BROKEN, RecordsMonitor.Unlogged.BROKEN);
        assertThat(found()).containsExactly(callSid(1));
    }

    @Test
    void whatWasPromisedIsFoundAsItWas() throws IOException {
        AdmissionLog log = runs();
        add(log, 1);
        add(log, 2);

        assertThat(begins().found()).containsExactly(record(1), record(2));
    }

    @Test
    void nothingIsFoundOfWhatTheDatabaseHas() throws IOException {
        AdmissionLog log = runs();
        AdmissionLog.Entry first = add(log, 1);
        first.settled();
        assertThat(found()).isEmpty();

        add(log, 2);
        assertThat(found()).containsExactly(callSid(2));
    }

    @Test
    void whatTheDatabaseHasBeforeItIsLoggedIsKept() throws IOException {
        AdmissionLog log = begins();
        log.begin();
        CompletableFuture<Void> kept = new CompletableFuture<>();
        AdmissionLog.Entry entry = Objects.requireNonNull(log.add(record(1), kept));

        entry.settled();

        assertThat(kept).isCompleted();
        Thread thread = new Thread(log, "admissions-under-test");
        thread.start();
        threads.add(thread);
        add(log, 2);
        assertThat(found()).containsExactly(callSid(2));
    }

    @Test
    void aNextProcessBeginsAnew() throws IOException {
        add(runs(), 1);
        AdmissionLog next = runs();
        assertThat(next.found()).hasSize(1);
        add(next, 2);

        assertThat(found()).containsExactly(callSid(2));
    }

    /** Some hundreds of thousands of bytes each time, so that the segments take turns; settled late and in any order. */
    @Test
    void whateverTheOrderOfSettlingExactlyWhatIsOwedIsFound() throws IOException {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            AdmissionLog log = runs();
            List<AdmissionLog.Entry> owed = new ArrayList<>();
            Set<String> owedSids = new HashSet<>();
            List<String> sids = new ArrayList<>();
            for (int round = 0; round < 40; round++) {
                int from = round * 200;
                List<CompletableFuture<Void>> all = IntStream.range(from, from + 100)
                        .mapToObj(number -> {
                            CompletableFuture<Void> kept = new CompletableFuture<>();
                            AdmissionLog.Entry entry = log.add(record(number), kept);
                            assertThat(entry).isNotNull();
                            owed.add(entry);
                            sids.add(callSid(number));
                            return kept;
                        })
                        .toList();
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();
                int left = random.nextInt(100);
                while (owed.size() > left) {
                    // The older ones first, roughly: the database has them at some time.
                    int one = random.nextInt(1 + owed.size() / 2);
                    owed.remove(one).settled();
                    sids.remove(one);
                }
            }
            owedSids.addAll(sids);

            assertThat(found()).as("seed %d", seed).containsAll(owedSids);
            new ArrayList<>(owed).forEach(AdmissionLog.Entry::settled);
            assertThat(found()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whenBothSegmentsAreFullTheDatabaseHasToKeepTheRest() throws IOException {
        AdmissionLog log = runs();
        int most = 2 * LogSegment.SIZE / 300;
        List<AdmissionLog.Entry> entries = new ArrayList<>();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int number = 0; number < most; number++) {
            CompletableFuture<Void> kept = new CompletableFuture<>();
            AdmissionLog.Entry entry;
            do {
                entry = log.add(record(number), kept);
            } while (entry == null);
            entries.add(entry);
            futures.add(kept);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> futures.stream().filter(CompletableFuture::isDone).count() == found().size());
        assertThat(found()).hasSizeBetween(1000, most - 1);

        entries.forEach(AdmissionLog.Entry::settled);

        assertThat(futures).allMatch(CompletableFuture::isDone);
        add(log, most);
        assertThat(found()).containsExactly(callSid(most));
    }

    @Test
    void anEntryThatWasTornIsNotThereAndThoseBeforeItAre() throws IOException {
        AdmissionLog log = runs();
        add(log, 1);
        add(log, 2);
        try (FileChannel file = FileChannel.open(folder.resolve("admissions-1.log"), StandardOpenOption.WRITE)) {
            int second = 8 + 16 + length(1) + 16 + length(2) / 2;
            file.write(ByteBuffer.wrap(new byte[] {0}), second);
        }

        assertThat(found()).containsExactly(callSid(1));
    }

    private int length(int number) throws IOException {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsBytes(record(number)).length;
    }

    @Test
    void filesThatAreGarbageHoldNothing() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            byte[] garbage = new byte[random.nextInt(3000)];
            random.nextBytes(garbage);
            try (FileChannel file = FileChannel.open(
                    folder.resolve("admissions-1.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.truncate(0);
                file.write(ByteBuffer.wrap(garbage), 0);
            }
            assertThat(found()).isEmpty();
        }
        AdmissionLog log = runs();
        add(log, 1);
        assertThat(found()).containsExactly(callSid(1));
    }
}
