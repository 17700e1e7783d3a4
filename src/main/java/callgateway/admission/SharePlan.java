package callgateway.admission;

/**
 * What admission needs to be one of several nodes.
 *
 * @param node this node's name, at which its public port is reached
 * @param incarnation higher than that of any earlier process of that name
 * @param link to whoever lends
 */
public record SharePlan(String node, long incarnation, ShareLink link) {}
