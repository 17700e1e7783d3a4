package callgateway.gateway;

import callgateway.admission.Place;
import callgateway.cluster.Arrival;
import callgateway.cluster.HomeTickets;
import callgateway.twilio.PublicOrigin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A caller's place in line outlives the node that has it: the addresses that Twilio asks while a caller waits say when the
 * caller came, signed by the node that handed them out, and another node enters the caller there.
 */
final class LinePlaces {
    /** Of a node that is alone. */
    static final LinePlaces ALONE = new LinePlaces(null, InstantSource.system());

    private final @Nullable HomeTickets tickets;
    private final InstantSource clock;

    LinePlaces(@Nullable HomeTickets tickets, InstantSource clock) {
        this.tickets = tickets;
        this.clock = clock;
    }

    /** What the addresses of a caller who waits name as their home; empty where none is named. */
    String home(Place place) {
        return tickets == null
                ? ""
                : tickets.own(new Arrival(clock.instant().minus(place.waited()).toEpochMilli(), place.first()));
    }

    /**
     * What a caller brings along: never from the future, and never more than may be waited. Where no node has said when the
     * caller came, Twilio does, who counts for its own queue only.
     */
    Place of(CallerRequest caller) {
        String home = caller.params().first(PublicOrigin.HOME);
        Arrival arrival = tickets == null || home == null ? null : tickets.arrival(home);
        Duration waited = arrival == null
                ? Duration.ofSeconds(caller.queueSeconds())
                : Duration.between(Instant.ofEpochMilli(arrival.atMillis()), clock.instant());
        Duration most = caller.pool().line().maxWait();
        return new Place(
                waited.isNegative() ? Duration.ZERO : waited.compareTo(most) > 0 ? most : waited,
                arrival != null && arrival.first());
    }
}
