package callgateway.simulator.caller;

/**
 * Whoever was dialled for a caller.
 *
 * @param callSid of their own leg
 * @param address what was dialled
 */
record Callee(String callSid, String address) {}
