package callgateway.recording;

import callgateway.routing.Recording;

/**
 * What is to be recorded, and how.
 *
 * @param callSid the phone call: CA and 32 hex digits
 * @param pool whose it is
 * @param wanted how the pool records
 * @param maxLeadMs how far ahead of what the caller hears audio may be sent
 */
public record TapeOrder(String callSid, String pool, Recording wanted, int maxLeadMs) {}
