package callgateway.records;

/**
 * Something that happened in a call: a row of {@code call_event}.
 *
 * @param position its place in the call, from 0
 * @param atMs when, milliseconds since 1970
 * @param body JSON
 */
public record RecordedEvent(String callSid, int position, long atMs, String body) {}
