package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.call.CallView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EventFeedTest {
    private static final ActorTestKit KIT = ActorTestKit.create("events", ConfigFactory.load());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final GatewayMetrics metrics = new GatewayMetrics();
    private final EventFeed feed = new EventFeed(metrics);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static ObjectNode number(int number) {
        return AdminAnswers.object().put("number", number);
    }

    private EventFeed.Subscription follow(@Nullable String after) {
        return feed.follow(KIT.system(), after, false).orElseThrow();
    }

    private static List<String> read(EventFeed.Subscription subscription, int events) {
        return subscription
                .events()
                .take(events)
                .map(ByteString::utf8String)
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .join();
    }

    private static String id(String event) {
        return event.lines().findFirst().orElseThrow().substring("id: ".length());
    }

    @Test
    void eventsComeInTheirOrderWithAnIdEach() {
        EventFeed.Subscription subscription = follow(null);
        for (int i = 1; i <= 3; i++) {
            feed.publish("call", number(i));
        }

        List<String> events = read(subscription, 3);

        assertThat(subscription.resumes()).isFalse();
        assertThat(events.get(0)).matches("id: [0-9a-z]+-1\nevent: call\ndata: \\{\"number\":1}\n\n");
        assertThat(events.get(2)).contains("-3\n").contains("{\"number\":3}");
    }

    @Test
    void whoeverWasCutOffGetsWhatWasMissedAndNothingTwice() {
        EventFeed.Subscription first = follow(null);
        for (int i = 1; i <= 5; i++) {
            feed.publish("call", number(i));
        }
        String second = id(read(first, 2).get(1));

        EventFeed.Subscription again = follow(second);
        feed.publish("call", number(6));

        assertThat(again.resumes()).isTrue();
        assertThat(read(again, 4))
                .extracting(event -> event.replaceAll("(?s).*\"number\":(\\d+).*", "$1"))
                .containsExactly("3", "4", "5", "6");
    }

    @Test
    void onlyTheLatestAreKept() {
        feed.publish("call", number(0));
        String first = follow(null).after();
        for (int i = 1; i <= EventFeed.KEPT; i++) {
            feed.publish("call", number(i));
        }
        assertThat(follow(first).resumes()).isTrue();

        feed.publish("call", number(0));

        assertThat(follow(first).resumes()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-", "another-1", "RUN-", "RUN-x", "RUN-99999999999999999999", "RUN-7", "RUN--3"})
    void anIdThatIsNotOursBeginsAnew(String id) {
        feed.publish("call", number(1));
        String run = follow(null).after().replaceAll("-.*", "");

        assertThat(follow(id.replace("RUN", run)).resumes()).isFalse();
    }

    @Test
    void oneWhoDoesNotReadIsLetGoAndTheOthersNoticeNothing() {
        TestSubscriber.Probe<ByteString> idle =
                follow(null).events().runWith(TestSink.create(KIT.system().classicSystem()), KIT.system());
        idle.ensureSubscription();
        List<ByteString> read = new CopyOnWriteArrayList<>();
        follow(null).events().runWith(Sink.foreach(read::add), KIT.system());

        for (int i = 1; i <= 3000; i++) {
            feed.publish("call", number(i));
            int sent = i;
            // The reader shares this machine with us.
            if (i % 500 == 0) {
                await().until(() -> read.size() == sent);
            }
        }

        idle.expectError();
        await().until(() -> feed.followers() == 1);
        assertThat(read).hasSize(3000);
        assertThat(metrics.scrape())
                .contains("gateway_event_followers_dropped_total 1.0")
                .contains("gateway_event_followers 1.0");
    }

    @Test
    void noMoreThanSoManyMayFollow() {
        List<EventFeed.Subscription> all = new ArrayList<>();
        for (int i = 0; i < EventFeed.MOST_FOLLOWERS; i++) {
            all.add(follow(null));
        }
        assertThat(feed.follow(KIT.system(), null, false)).isEmpty();

        TestSubscriber.Probe<ByteString> one =
                all.get(0).events().runWith(TestSink.create(KIT.system().classicSystem()), KIT.system());
        one.ensureSubscription();
        one.cancel();

        await().until(() -> feed.follow(KIT.system(), null, false).isPresent());
    }

    @Test
    void afterTheEndNobodyMayFollow() {
        CompletableFuture<List<ByteString>> read =
                follow(null).events().runWith(Sink.seq(), KIT.system()).toCompletableFuture();

        feed.close();

        assertThat(read.join()).isEmpty();
        assertThat(feed.follow(KIT.system(), null, false)).isEqualTo(Optional.empty());
    }

    @Test
    void overHttpItBeginsWithASnapshotAndCallsAreMeasuredOnlyWhileSomebodyWantsFigures() throws Exception {
        try (NodeOnStage node = new NodeOnStage(KIT, null)) {
            node.shows(1, CallView.State.TALKING);
            List<String> plain = new CopyOnWriteArrayList<>();
            CompletableFuture<?> reading = reading(node, "/api/events", plain);
            await().until(() -> plain.contains("event: snapshot"));
            node.ends(1);
            await().until(() -> plain.contains("event: gone"));
            // The beat comes every ten seconds: enough of them passed without a figure.
            await().until(() -> plain.contains(": still here"));
            assertThat(plain).noneMatch(line -> line.contains("figures\"") && line.startsWith("event:"));
            assertThat(node.measured.get()).isZero();

            List<String> watched = new CopyOnWriteArrayList<>();
            CompletableFuture<?> watching = reading(node, "/api/events?figures=true", watched);
            await().until(() -> watched.contains("event: figures") && watched.contains("event: levels"));
            assertThat(node.measured.get()).isPositive();
            reading.cancel(true);
            watching.cancel(true);
        }
    }

    private static CompletableFuture<?> reading(NodeOnStage node, String path, List<String> lines) {
        return HTTP.sendAsync(HttpRequest.newBuilder(node.uri(path)).build(), HttpResponse.BodyHandlers.ofLines())
                .thenAccept(response -> {
                    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
                    try (Stream<String> all = response.body()) {
                        all.forEach(lines::add);
                    }
                });
    }
}
