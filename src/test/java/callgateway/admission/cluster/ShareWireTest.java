package callgateway.admission.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.ClusterUse;
import callgateway.admission.share.Amounts;
import callgateway.admission.share.Grants;
import callgateway.admission.share.Report;
import callgateway.admission.share.Term;
import callgateway.admission.share.ToNode;
import callgateway.admission.share.Wait;
import callgateway.cluster.WireMessage;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What nodes and the coordinator say reaches the other side as it was meant, also between versions. */
final class ShareWireTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
                    .withFallback(ConfigFactory.parseResources("cluster.conf"))
                    .withFallback(ConfigFactory.load()));
    private static final Term TERM = new Term(7, "n1/x");
    private static final Amounts SOME = Amounts.limited(Map.of("plan", 3, "part:sales", 1));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Serialization serialization() {
        return SerializationExtension.get(Adapter.toClassic(KIT.system()));
    }

    private static void isUnderstood(WireMessage message) {
        assertThat(KIT.serializationTestKit().verifySerialization(message, true))
                .isEqualTo(message);
    }

    @Test
    void everythingComesOutAsItWentIn() {
        Report report = new Report(
                "10.0.0.7:8080",
                4,
                5,
                TERM,
                6,
                SOME,
                Amounts.only(Map.of("plan", 2)),
                Amounts.NOTHING,
                List.of(new Wait(List.of(List.of("part:sales", "plan"), List.of("pool:sales")), List.of(900L, 20L))),
                3);
        isUnderstood(new ShareMessage.FromNode(
                report, KIT.<ShareMessage>createTestProbe().getRef()));
        isUnderstood(new ShareMessage.Hello(new ToNode.Hello(TERM, "10.0.0.7:8080", 4)));
        isUnderstood(
                new ShareMessage.Told(new ToNode.Told(TERM, 2, "10.0.0.7:8080", 4, 5, SOME, Set.of("plan"), 60_000)));
        isUnderstood(new ShareMessage.Sight(
                new ClusterUse(
                        7,
                        "n1",
                        0,
                        true,
                        List.of(new ClusterUse.Node("10.0.0.7:8080", 3, 2, 1, 4)),
                        List.of(new ClusterUse.Row("plan", 30, 3, 2))),
                30,
                0));
        isUnderstood(new ShareMessage.TurnedAway("CONCURRENCY", 1500));
        isUnderstood(new ShareMessage.Discovered(30));
        isUnderstood(new ShareMessage.SetCap(
                "pool:sales", 4, KIT.<ShareMessage.CapSet>createTestProbe().getRef()));
        isUnderstood(new ShareMessage.SayDead(
                "10.0.0.7:8080", KIT.<ShareMessage.CapSet>createTestProbe().getRef()));
        isUnderstood(new ShareMessage.CapSet(null));
        isUnderstood(new ShareRecord(new Grants(
                TERM,
                new TreeMap<>(Map.of("10.0.0.7:8080", new Grants.Grant(4, TERM, 1, SOME))),
                new Grants.Settings(TERM, 1, new TreeMap<>(Map.of("cap:plan", 9))))));
    }

    @Test
    void whatIsNotKnownIsSkipped() throws Exception {
        byte[] more = new CBORMapper().writeValueAsBytes(Map.of("sessions", 12, "since", Map.of("when", 3)));
        SerializerWithStringManifest serializer =
                (SerializerWithStringManifest) serialization().findSerializerFor(new ShareMessage.Discovered(1));

        assertThat(serialization()
                        .deserialize(more, serializer.identifier(), ShareMessage.Discovered.class.getName())
                        .get())
                .isEqualTo(new ShareMessage.Discovered(12));
    }
}
