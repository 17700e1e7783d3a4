package callgateway.simulator.rest;

import callgateway.twilio.FormParams;

/**
 * A request that has arrived.
 *
 * @param method such as POST
 * @param path with the account and the call in it
 * @param form what it says
 * @param user whom it comes from, by its basic authentication; empty when it has none
 */
public record RestRecord(String method, String path, FormParams form, String user) {}
