package callgateway.config;

import callgateway.logging.LogFormat;

/**
 * The log.
 *
 * @param format in which form lines are written
 * @param fullNumbers whether phone numbers appear in full
 */
public record LogSettings(LogFormat format, boolean fullNumbers) {}
