package callgateway.tracing;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;

/** Sends spans by OTLP over HTTP. */
final class OtlpTraces {
    private static final Duration SEND_WITHIN = Duration.ofSeconds(5);

    private OtlpTraces() {}

    static SpanExporter exporter(TracingSettings settings) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(SEND_WITHIN);
        settings.headers().forEach(exporter::addHeader);
        return exporter.build();
    }
}
