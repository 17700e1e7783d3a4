/**
 * Twilio's REST API: what the gateway asks of phone calls that its webhooks cannot. The SDK's client blocks, so it has threads of
 * its own, few and bounded.
 */
@NullMarked
package callgateway.rest;

import org.jspecify.annotations.NullMarked;
