package callgateway.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.call.CallEvent;
import callgateway.call.EndReason;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes records is killed at any moment, again and again: five times, or as often as {@code
 * -Drecords.kills=50} says. What it has answered for is there afterwards, once.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("records.kills", 5);

    @TempDir
    Path folder = Path.of(".");

    /** Admits calls without end, some at once, and says of each when its webhook would be answered. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            Records records = Records.open(settings(Path.of(args[0])), new Told());
            Random random = new Random(Long.parseLong(args[1]));
            for (int i = 0; ; i++) {
                String callSid = "CA" + args[1] + "x" + i;
                Instant now = Instant.now();
                var kept = records.admitted(Sample.id(callSid), "sales", now, now);
                if (random.nextInt(4) > 0) {
                    kept.toCompletableFuture().get(30, TimeUnit.SECONDS);
                    print("answered " + callSid);
                } else {
                    kept.thenRun(() -> print("answered " + callSid));
                }
                Sample.talk().forEach(moment -> records.happened(callSid, moment));
                if (random.nextBoolean()) {
                    records.happened(callSid, Sample.at(40, new CallEvent.Ended(EndReason.CALLER_HUNG_UP, "bye")));
                    records.over(callSid, now.plusMillis(40));
                }
            }
        }

        private static void print(String line) {
            synchronized (System.out) {
                System.out.println(line);
                System.out.flush();
            }
        }
    }

    static RecordsSettings settings(Path folder) {
        RecordsSettings usual = Sample.settings(folder, Sample.events(URI.create("http://127.0.0.1:1/nobody")));
        return new RecordsSettings(
                usual.database(), folder, "n", false, true, usual.keep(), Duration.ofSeconds(1), usual.events());
    }

    @Test
    void whateverIsAnsweredForIsThereAfterAKillAndOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> answered = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(kill, 20 + random.nextInt(150), answered);
        }

        try (Records records = Records.open(settings(folder), new Told())) {
            records.admitted(Sample.id("CAlast"), "sales", Instant.now(), Instant.now())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> records.find("CAlast")
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .isPresent());
            List<String> found = new java.util.ArrayList<>();
            RecordQuery.Place after = null;
            List<CallRecord> page;
            do {
                page = records.find(new RecordQuery(500, null, null, null, null, after))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                for (CallRecord record : page) {
                    found.add(record.callSid());
                    after = new RecordQuery.Place(record.cameMs(), record.callSid());
                    assertThat(record.isOver() || record.callSid().equals("CAlast"))
                            .as("%s has an end, seed %d", record.callSid(), seed)
                            .isTrue();
                }
            } while (page.size() == 500);

            assertThat(found).as("seed %d", seed).doesNotHaveDuplicates().containsAll(answered);
            // The outbox knows of exactly the same calls: their beginnings and their ends, once each.
            List<OutboxEntry> entries = records.outbox(OutboxEntry.PENDING, 1_000_000)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .entries();
            assertThat(calls(entries, "call.started")).isEqualTo(new TreeSet<>(found));
            found.remove("CAlast");
            assertThat(calls(entries, "call.ended")).isEqualTo(new TreeSet<>(found));
            assertThat(entries).extracting(OutboxEntry::id).doesNotHaveDuplicates();
        }
    }

    private static Set<String> calls(List<OutboxEntry> entries, String type) {
        return entries.stream()
                .filter(entry -> entry.type().equals(type))
                .map(OutboxEntry::callSid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void writeAndKill(int run, int afterAnswers, Set<String> answered) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString(),
                        String.valueOf(run))
                .redirectError(folder.resolve("errors-" + run).toFile())
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int heard = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("answered CA" + run + "x")) {
                    answered.add(line.substring("answered ".length()));
                    if (++heard == afterAnswers) {
                        process.destroyForcibly();
                        break;
                    }
                }
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
