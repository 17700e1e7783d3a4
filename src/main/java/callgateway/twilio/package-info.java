/**
 * Twilio's wire, pure: media stream messages, webhook signatures, form parameters and TwiML as records and bytes.
 *
 * <p>Nothing outside this package knows one of Twilio's field names; nothing in here knows sockets or actors.
 */
@NullMarked
package callgateway.twilio;

import org.jspecify.annotations.NullMarked;
