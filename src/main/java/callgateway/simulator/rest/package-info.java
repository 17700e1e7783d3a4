/**
 * Twilio's REST API for calls, in the likeness of version 2010-04-01: creates, changes and shows calls, and fails on demand in
 * the ways the real one does.
 */
@NullMarked
package callgateway.simulator.rest;

import org.jspecify.annotations.NullMarked;
