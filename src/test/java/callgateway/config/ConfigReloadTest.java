package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.config.ConfigReload.Outcome;
import callgateway.routing.Pools;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed pools are put into use as a whole, and a mistake changes nothing. */
class ConfigReloadTest {
    private static final Duration QUICK = Duration.ofMillis(20);
    /** So slow that nothing is found unasked. */
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final List<Pools> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger reloaded = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private RuntimeException failure = new IllegalStateException("not set");
    private boolean failing;
    private @Nullable ConfigReload watching;

    @AfterEach
    void close() {
        if (watching != null) {
            watching.close();
        }
    }

    private Path file() {
        return folder.resolve("gateway.conf");
    }

    private static String withCap(int cap) {
        return "call-gateway.pools.sales { numbers = [\"+15550100\"], cap = " + cap + " }\n";
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private ConfigReload start(Duration pace, String text) throws Exception {
        write(text);
        Config config = ConfigFiles.load(file(), Environment.enough());
        ConfigReload reload = ConfigReload.watch(
                file(),
                Environment.enough(),
                config,
                GatewaySettings.from(config),
                pace,
                pools -> {
                    if (failing) {
                        throw failure;
                    }
                    received.add(pools);
                },
                new ConfigReload.Monitor() {
                    @Override
                    public void reloaded() {
                        reloaded.incrementAndGet();
                    }

                    @Override
                    public void refused() {
                        refused.incrementAndGet();
                    }
                });
        watching = reload;
        return reload;
    }

    private void awaitCap(int cap) {
        await().until(() -> !received.isEmpty() && capOf(received.get(received.size() - 1)) == cap);
    }

    private static int capOf(Pools pools) {
        return pools.of("+15550100").caps().cap().orElse(-1);
    }

    @Test
    void aChangedPoolIsPutIntoUse() throws Exception {
        start(QUICK, withCap(1));

        write(withCap(12));

        awaitCap(12);
        await().untilAtomic(reloaded, org.hamcrest.Matchers.is(1));
        assertThat(refused).hasValue(0);
    }

    @Test
    void aFileThatIsReplacedByRenamingIsReadEvenWithTheOldSizeAndTime() throws Exception {
        start(QUICK, withCap(1));
        FileTime time = Files.getLastModifiedTime(file());

        Path draft = Files.writeString(folder.resolve(".gateway.conf.swp"), withCap(2));
        Files.setLastModifiedTime(draft, time);
        Files.move(draft, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        awaitCap(2);
    }

    @Test
    void aLinkThatIsMovedToAnotherFolderIsFollowed() throws Exception {
        Path data = folder.resolve("..data");
        Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(folder.resolve("two"));
        Files.createSymbolicLink(data, Path.of("one"));
        Files.createSymbolicLink(file(), Path.of("..data", "gateway.conf"));
        start(QUICK, withCap(1));
        Files.writeString(folder.resolve("two/gateway.conf"), withCap(2));

        Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("two"));
        Files.move(next, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        awaitCap(2);
    }

    @Test
    void anIncludedFileIsWatchedToo() throws Exception {
        Files.writeString(folder.resolve("pools.conf"), withCap(1));
        start(QUICK, "include \"pools.conf\"\n");

        Files.writeString(folder.resolve("pools.conf"), withCap(34));

        awaitCap(34);
    }

    @Test
    void aFileThatIsDeletedAndWrittenAnewIsReadThen() throws Exception {
        start(QUICK, withCap(1));

        Files.delete(file());
        await().untilAtomic(refused, org.hamcrest.Matchers.is(1));
        assertThat(received).isEmpty();
        write(withCap(2));

        awaitCap(2);
    }

    @Test
    void aFileWithAMistakeIsRefusedOnceAndReadWhenItIsMended() throws Exception {
        start(QUICK, withCap(1));

        write(withCap(-5) + "call-gateway.pools.b { numbers = [\"+15550101\"] }\n");
        await().untilAtomic(refused, org.hamcrest.Matchers.is(1));
        // Ten more looks find nothing new.
        await().during(QUICK.multipliedBy(10)).until(() -> refused.get() == 1);
        assertThat(received).isEmpty();
        write(withCap(2));

        awaitCap(2);
    }

    @Test
    void everyMistakeIsSaidAndNothingChanges() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));
        write("call-gateway { pools { a { numbers = [x], cap = y } }, public.port = 70000 }");

        Outcome outcome = reload.reloadNow();

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, it -> assertThat(it.problems())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("pools.a.numbers: x"))
                .anySatisfy(line -> assertThat(line).contains("pools.a.cap: y"))
                .anySatisfy(line -> assertThat(line).contains("70000")));
        assertThat(received).isEmpty();
        assertThat(refused).hasValue(1);
        assertThat(reloaded).hasValue(0);
    }

    @Test
    void aFileWhoseEndIsMissingOrThatIsEmptyIsRefused() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));

        for (String text : List.of("", " \n\n", "call-gateway { pools { sales { numbers = [\"+1555")) {
            write(text);
            assertThat(reload.reloadNow()).as(text).isInstanceOf(Outcome.Refused.class);
        }
        Files.delete(file());
        assertThat(reload.reloadNow()).isEqualTo(new Outcome.Refused(List.of("it is not there any more")));
        assertThat(received).isEmpty();
        assertThat(refused).hasValue(4);
    }

    @Test
    void whatIsDifferentIsTold() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));
        assertThat(reload.reloadNow()).isEqualTo(new Outcome.Read(List.of(), List.of()));
        assertThat(received).isEmpty();

        write(withCap(2) + "call-gateway.pools.b { numbers = [\"+15550101\"] }\n");

        assertThat(reload.reloadNow()).isEqualTo(new Outcome.Read(List.of("b added", "sales changed"), List.of()));
        write(withCap(2));
        assertThat(reload.reloadNow()).isEqualTo(new Outcome.Read(List.of("b removed"), List.of()));
        assertThat(received).hasSize(2);
        assertThat(reloaded).hasValue(2);
    }

    @Test
    void theRestIsNamedWithoutItsValueAndNotUsed() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));
        write(
                withCap(2)
                        + "call-gateway { agent.greeting = \"Ahoy\", calls.setup-within = 5s, twilio.auth-token = other-secret }\n");

        Outcome outcome = reload.reloadNow();

        // The token of the environment wins over the file's, so it has not changed.
        assertThat(outcome)
                .isEqualTo(new Outcome.Read(
                        List.of("sales changed"),
                        List.of("call-gateway.agent.greeting", "call-gateway.calls.setup-within")));
        assertThat(received.get(0).of("+15550100").agent().profile().greeting()).isEqualTo("Hello, how can I help?");
        assertThat(received.get(0).of("+15550100").guards().maxSetup()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void defaultsOfPoolsAreReadAgainToo() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));
        write(withCap(1) + "call-gateway.pool-defaults.guards.max-call = 10m\n");

        assertThat(reload.reloadNow())
                .isEqualTo(new Outcome.Read(List.of("default changed", "sales changed"), List.of()));
    }

    @Test
    void poolsThatCannotBePutIntoUseAreTriedAgain() throws Exception {
        ConfigReload reload = start(NEVER, withCap(1));
        write(withCap(2));
        failing = true;
        failure = new IllegalStateException("no room");

        assertThat(reload.reloadNow())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        it -> assertThat(it.problems()).first().asString().contains("no room"));
        failing = false;

        assertThat(reload.reloadNow()).isEqualTo(new Outcome.Read(List.of("sales changed"), List.of()));
        assertThat(received).hasSize(1);
    }

    @Test
    void nothingIsReadAfterTheEnd() throws Exception {
        ConfigReload reload = start(QUICK, withCap(1));

        reload.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("config-reload")));
    }
}
