package callgateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerKeysTest {
    private final List<String> dropped = new ArrayList<>();
    private final StringBuilder told = new StringBuilder();
    private final CallerKeys keys = new CallerKeys((why, count) -> dropped.add(why + " " + count));

    private void press(String some) {
        some.chars().forEach(key -> keys.press((char) key, false));
    }

    @Test
    void keysWithoutAnAgentAreToldInTheirOrderToTheOneThatComes() {
        press("1234");
        assertThat(told).isEmpty();

        keys.listensNow(told::append);
        press("#");

        assertThat(told).hasToString("1234#");
        assertThat(dropped).isEmpty();
    }

    @Test
    void whatWasToldIsNotToldToTheNextAgent() {
        keys.listensNow(told::append);
        press("1");
        keys.nobodyListens();
        press("2");
        keys.listensNow(told::append);

        assertThat(told).hasToString("12");
    }

    @Test
    void theFirstAreHeldAndTheRestIsCounted() {
        press("0123456789".repeat(4));

        keys.listensNow(told::append);

        assertThat(told).hasToString("01234567890123456789012345678901");
        assertThat(dropped).hasSize(8).containsOnly("FULL 1");
    }

    @Test
    void whatNoAgentCameForIsCounted() {
        press("42");
        keys.over();
        keys.over();

        assertThat(dropped).containsExactly("NO_AGENT 2");
    }

    @Test
    void whileTheLastWordsAreHeardNothingIsHeld() {
        keys.press('5', true);
        keys.over();

        assertThat(dropped).containsExactly("ENDING 1");
    }

    @Test
    void anAgentThatIsStillThereIsToldToTheLast() {
        keys.listensNow(told::append);

        keys.press('5', true);

        assertThat(told).hasToString("5");
    }
}
