package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.rest.RestFault;
import callgateway.simulator.rest.RestStandIn;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What a whole life of requests leaves in the log, at its most talkative. */
@Timeout(30)
class SecrecyTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final class Recording extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage() + " " + event.getThrowableProxy());
        }
    }

    @Test
    void neitherSecretsNorNumbersAreLogged() throws Exception {
        RestSettingsForTests with = new RestSettingsForTests();
        with.secret = "wrong-" + RestSettingsForTests.SECRET;
        with.answerTimeout = Duration.ofMillis(200);
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        Recording recording = new Recording();
        recording.start();
        ActorTestKit kit = ActorTestKit.create();
        root.setLevel(Level.TRACE);
        root.addAppender(recording);
        try (RestStandIn twilio =
                RestStandIn.start(RestSettingsForTests.ACCOUNT, with.user, RestSettingsForTests.SECRET)) {
            with.base = twilio.base();
            ActorRef<TwilioRest.Command> rest = kit.spawn(TwilioRest.create(with.settings(), new Uncounted()));
            TestProbe<RestOutcome> asker = kit.createTestProbe();
            RestRequest place = new RestRequest.PlaceCall(
                    new OutboundCall(
                            "+15550100",
                            "+14155550123",
                            URI.create("https://gw.example.com/voice"),
                            URI.create("https://gw.example.com/voice/status"),
                            Duration.ofSeconds(25)),
                    asker.ref());
            twilio.next(
                    RestFault.Stall.INSTANCE,
                    RestFault.ResetAfter.INSTANCE,
                    new RestFault.Foreign(500, "+14155550123"),
                    new RestFault.Foreign(200, "+14155550123"),
                    new RestFault.Refused(400, 21211, "'To' number +14155550123 is not valid"));
            for (int i = 0; i < 6; i++) {
                rest.tell(place);
                asker.receiveMessage(Duration.ofSeconds(10));
            }
        } finally {
            root.detachAppender(recording);
            root.setLevel(before);
            kit.shutdownTestKit();
        }

        String basic =
                Base64.getEncoder().encodeToString((with.user + ":" + with.secret).getBytes(StandardCharsets.UTF_8));
        assertThat(lines)
                .hasSizeGreaterThanOrEqualTo(6)
                .anySatisfy(line -> assertThat(line).contains("TWILIO_ACCOUNT_SID"))
                .noneSatisfy(line -> assertThat(line).containsAnyOf("secret", basic, "4155550123", "Basic "));
    }

    private static final class Uncounted implements RestMonitor {
        @Override
        public void finished(RestOperation operation, RestOutcome.Kind outcome, Duration took) {}

        @Override
        public void repeated(RestOperation operation) {}

        @Override
        public void waiting(int requests) {}
    }
}
