package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.tools.ToolFault;
import callgateway.tools.ToolMonitor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ToolMetricsTest {
    @Test
    void everyOutcomeIsThereFromTheStart() {
        try (GatewayMetrics metrics = new GatewayMetrics()) {
            String text = metrics.scrape();

            assertThat(text).contains("gateway_tool_calls_total{outcome=\"answered\"} 0.0");
            for (ToolFault fault : ToolFault.values()) {
                assertThat(text).contains("gateway_tool_calls_total{outcome=\"" + fault.code() + "\"} 0.0");
            }
            assertThat(text).contains("gateway_tool_call_seconds_bucket{le=\"0.4\"} 0");
        }
    }

    @Test
    void whatHappensIsCounted() {
        try (GatewayMetrics metrics = new GatewayMetrics()) {
            ToolMonitor tools = metrics.toolCalls();
            tools.begun();
            tools.begun();
            tools.begun();
            tools.answered(Duration.ofMillis(300));
            tools.failed(ToolFault.TIMED_OUT, Duration.ofMillis(4500));
            tools.refused(ToolFault.UNKNOWN_TOOL);
            tools.repeated();
            tools.duplicate();
            tools.duplicate();
            tools.tooLateForAgent();

            assertThat(metrics.scrape())
                    .contains("gateway_tool_calls_running 1.0")
                    .contains("gateway_tool_calls_total{outcome=\"answered\"} 1.0")
                    .contains("gateway_tool_calls_total{outcome=\"timed_out\"} 1.0")
                    .contains("gateway_tool_calls_total{outcome=\"unknown_tool\"} 1.0")
                    .contains("gateway_tool_requests_repeated_total 1.0")
                    .contains("gateway_tool_calls_duplicate_total 2.0")
                    .contains("gateway_tool_results_too_late_total 1.0")
                    // What was not tried took no time.
                    .contains("gateway_tool_call_seconds_count 2")
                    .contains("gateway_tool_call_seconds_bucket{le=\"0.4\"} 1");
        }
    }
}
