package callgateway.cluster;

/**
 * What is sent from node to node: a record, written as CBOR by Jackson (bound to this type in {@code cluster.conf}).
 *
 * <p>During a deploy old and new nodes talk to each other. So a component may be added if it can be absent (null, 0, false),
 * and what a reader does not know is skipped; a component is never renamed, retyped or given another meaning. A test reads
 * the bytes of former versions.
 */
public interface WireMessage {}
