package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.AdmissionMonitor;
import callgateway.admission.Capacity;
import callgateway.admission.PlanLimit;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdmissionMetricsTest {
    private static final int SCRAPES = 300;

    @Test
    void whoeverScrapesWhileTheRowsChangeSeesEachOnce() {
        try (GatewayMetrics metrics = new GatewayMetrics()) {
            AdmissionMonitor monitor = metrics.admission(new Readiness());
            AtomicBoolean scraped = new AtomicBoolean();
            CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
                for (int calls = 0; !scraped.get(); calls = (calls + 1) % 10) {
                    monitor.capacity(capacity(calls));
                }
            });

            try {
                for (int i = 0; i < SCRAPES; i++) {
                    assertThat(metrics.scrape().lines().filter(line -> line.startsWith("gateway_waiting_callers{")))
                            .hasSizeLessThanOrEqualTo(1);
                }
            } finally {
                scraped.set(true);
                changes.join();
            }
        }
    }

    private static Capacity capacity(int calls) {
        Snapshot.Row row = new Snapshot.Row(Scope.pool("sales"), 10, 10, 0, 0, calls, calls);
        return new Capacity(new Snapshot(List.of(row)), PlanLimit.State.OPEN, 10, 10, Optional.empty());
    }
}
