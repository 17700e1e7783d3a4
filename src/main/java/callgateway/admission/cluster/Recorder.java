package callgateway.admission.cluster;

import callgateway.admission.share.Grants;
import java.time.Duration;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.jspecify.annotations.Nullable;

/** The record of grants, in Distributed Data: written to most nodes, read from most nodes. */
final class Recorder {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Key<ShareRecord> KEY = new RecordKey("capacity-grants");

    private final ReplicatorMessageAdapter<CapacityCoordinator.Command, ShareRecord> replicator;
    private final SelfUniqueAddress self;
    private final int least;

    Recorder(
            ReplicatorMessageAdapter<CapacityCoordinator.Command, ShareRecord> replicator,
            SelfUniqueAddress self,
            int least) {
        this.replicator = replicator;
        this.self = self;
        this.least = least;
    }

    private static final class RecordKey extends Key<ShareRecord> {
        private static final long serialVersionUID = 1;

        RecordKey(String id) {
            super(id);
        }
    }

    record Written(long ticket, boolean done) implements CapacityCoordinator.Command {}

    /**
     * @param grants null when not enough nodes answered
     * @param all whether all were asked
     */
    record Read(long ticket, @Nullable Grants grants, boolean all) implements CapacityCoordinator.Command {}

    void write(long ticket, Grants change) {
        replicator.askUpdate(
                replyTo -> new Replicator.Update<>(
                        KEY,
                        ShareRecord.EMPTY,
                        new Replicator.WriteMajority(WITHIN, least),
                        replyTo,
                        known -> known.mergeData(new ShareRecord(change))),
                answer -> new Written(ticket, answer instanceof Replicator.UpdateSuccess));
    }

    void read(long ticket, boolean all) {
        replicator.askGet(
                replyTo -> new Replicator.Get<>(
                        KEY,
                        all ? new Replicator.ReadAll(WITHIN) : new Replicator.ReadMajority(WITHIN, least),
                        replyTo),
                answer -> new Read(ticket, grants(answer), all));
    }

    /** Everybody is to have what is known here; nobody waits for that. */
    void spread() {
        replicator.askUpdate(
                replyTo -> new Replicator.Update<>(
                        KEY, ShareRecord.EMPTY, new Replicator.WriteAll(WITHIN), replyTo, known -> known),
                answer -> new Written(-1, true));
    }

    private static @Nullable Grants grants(Replicator.GetResponse<ShareRecord> answer) {
        if (answer instanceof Replicator.GetSuccess<ShareRecord> success) {
            return success.get(KEY).grants();
        }
        return answer instanceof Replicator.NotFound ? Grants.NONE : null;
    }

    @Override
    public String toString() {
        return "Recorder on " + self;
    }
}
