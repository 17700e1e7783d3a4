package callgateway.admission.cluster;

import callgateway.admission.share.Grants;
import callgateway.cluster.WireMessage;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.pekko.cluster.ddata.AbstractReplicatedData;
import org.jspecify.annotations.Nullable;

/** {@link Grants} as Distributed Data keeps them. */
public final class ShareRecord extends AbstractReplicatedData<ShareRecord> implements WireMessage {
    private static final long serialVersionUID = 1;

    /** Nothing recorded. */
    static final ShareRecord EMPTY = new ShareRecord(Grants.NONE);

    private final transient Grants grants;

    /** Of these. */
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public ShareRecord(@JsonProperty("grants") Grants grants) {
        this.grants = grants;
    }

    /** What is recorded. */
    @JsonProperty("grants")
    public Grants grants() {
        return grants;
    }

    @Override
    public ShareRecord mergeData(ShareRecord that) {
        return new ShareRecord(grants.merge(that.grants));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShareRecord record && grants.equals(record.grants);
    }

    @Override
    public int hashCode() {
        return grants.hashCode();
    }

    @Override
    public String toString() {
        return "ShareRecord[" + grants.term() + ", " + grants.grants().size() + " nodes]";
    }
}
