/** Traces of calls, for OpenTelemetry: one for each phone call, off unless configured. Alone knows OpenTelemetry. */
@NullMarked
package callgateway.tracing;

import org.jspecify.annotations.NullMarked;
