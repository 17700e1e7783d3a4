package callgateway.records;

/**
 * An event for the operator's systems, as it is put into the outbox.
 *
 * @param id the same however often it is sent or written
 * @param type such as {@code call.started}
 * @param atMs when it happened, milliseconds since 1970
 * @param body the whole JSON
 */
record Notice(String id, String callSid, String type, long atMs, String body) {}
