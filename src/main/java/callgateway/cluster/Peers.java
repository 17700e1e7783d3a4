package callgateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The other nodes, as they last said of themselves. What is known stays known when this node is thrown out of the cluster:
 * they can still be reached, for a caller's sake. Any thread.
 */
public final class Peers {
    /** A node says every two seconds that it is there. */
    private static final long FRESH_NANOS = Duration.ofSeconds(12).toNanos();

    private static final long FORGOTTEN_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final LongSupplier nanos;

    /** @param nanos the monotonic clock, ns */
    public Peers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Another node.
     *
     * @param presence what it last said
     * @param heardNanos when that was
     */
    public record Peer(PeerMessage.Presence presence, long heardNanos) {
        /** Which. */
        public NodeCard card() {
            return presence.card();
        }
    }

    /** A node says that it is there. Returns whether it was not known. */
    public boolean heard(PeerMessage.Presence presence) {
        long now = nanos.getAsLong();
        Peer before = peers.put(presence.card().incarnation(), new Peer(presence, now));
        peers.values().removeIf(peer -> now - peer.heardNanos > FORGOTTEN_NANOS);
        return before == null || !before.presence.desk().equals(presence.desk());
    }

    /** The cluster says that what is at this desk is gone for good. */
    void gone(ActorRef<PeerMessage> desk) {
        peers.values().removeIf(peer -> peer.presence.desk().equals(desk));
    }

    /** Those heard of lately, by name. */
    public List<Peer> all() {
        long now = nanos.getAsLong();
        return peers.values().stream()
                .filter(peer -> isFresh(peer, now))
                .sorted(Comparator.comparing(peer -> peer.card().name()))
                .toList();
    }

    /**
     * Those of these members that were not heard of lately, or never: by the name that they once gave themselves, else by their
     * address in the cluster.
     */
    public List<String> unheard(List<Address> members) {
        Map<Address, Peer> latest = new HashMap<>();
        for (Peer peer : peers.values()) {
            latest.merge(
                    peer.presence.desk().path().address(),
                    peer,
                    (one, other) -> one.heardNanos - other.heardNanos > 0 ? one : other);
        }
        long now = nanos.getAsLong();
        List<String> unheard = new ArrayList<>();
        for (Address member : members) {
            Peer peer = latest.get(member);
            if (peer == null) {
                unheard.add(member.getHost().orElse("") + ":" + member.getPort().orElse(0));
            } else if (!isFresh(peer, now)) {
                unheard.add(peer.card().name());
            }
        }
        return unheard;
    }

    private static boolean isFresh(Peer peer, long now) {
        return now - peer.heardNanos <= FRESH_NANOS;
    }

    /**
     * Those that a caller may be passed on to, each time another one first: the ones that said lately that they take new
     * calls; if there are none, those that once did.
     */
    public List<Peer> admitting() {
        List<Peer> fresh = all().stream().filter(peer -> peer.presence.admits()).toList();
        List<Peer> any = fresh.isEmpty()
                ? peers.values().stream().filter(peer -> peer.presence.admits()).toList()
                : fresh;
        if (any.size() < 2) {
            return any;
        }
        int first = Math.floorMod(turn.getAndIncrement(), any.size());
        return java.util.stream.Stream.concat(any.subList(first, any.size()).stream(), any.subList(0, first).stream())
                .toList();
    }
}
