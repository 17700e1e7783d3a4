package callgateway.cluster;

/**
 * When a caller came who stands in a line of the cluster, whichever node's: its place in it.
 *
 * @param atMillis by the wall clock, ms since 1970
 * @param first whether it stands before all who just came
 */
public record Arrival(long atMillis, boolean first) {}
