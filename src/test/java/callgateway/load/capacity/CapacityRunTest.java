package callgateway.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CapacityRunTest {
    @Test
    void twoNodesAdmitAndNeverMoreThanThereIs() throws Exception {
        List<CapacityRun.Figure> figures = new CapacityRun(1).measure(2);

        assertThat(figures).hasSize(2).allSatisfy(figure -> {
            assertThat(figure.perSecond()).isPositive();
            assertThat(figure.most()).isBetween(1, figure.plan());
            assertThat(figure.row(2)).startsWith("| 2 | " + figure.name());
        });
    }
}
