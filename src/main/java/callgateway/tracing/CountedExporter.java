package callgateway.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts what becomes of spans. */
final class CountedExporter implements SpanExporter {
    private final SpanExporter exporter;
    private final TraceMonitor monitor;

    CountedExporter(SpanExporter exporter, TraceMonitor monitor) {
        this.exporter = exporter;
        this.monitor = monitor;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode sent = exporter.export(spans);
        return sent.whenComplete(() -> monitor.exported(count, sent.isSuccess()));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
