/**
 * The caller's side of a phone call as a gateway sees it: signed webhooks, TwiML, a media stream paced in real time, and
 * an ear that knows what would really have been heard (Twilio docs: media-streams).
 */
@NullMarked
package callgateway.simulator.caller;

import org.jspecify.annotations.NullMarked;
