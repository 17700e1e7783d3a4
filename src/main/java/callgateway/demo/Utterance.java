package callgateway.demo;

/**
 * Somebody speaks, as the caller perceives it.
 *
 * @param interrupted whether it was cut off
 */
public record Utterance(Who who, double fromMs, double toMs, String text, boolean interrupted) {}
