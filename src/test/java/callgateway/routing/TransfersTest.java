package callgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.routing.Transfers.Allowed;
import callgateway.routing.Transfers.CallerId;
import callgateway.routing.Transfers.Refusal;
import callgateway.routing.Transfers.Refused;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransfersTest {
    private static final String DESK = "+15550111";

    @ParameterizedTest
    @CsvSource({
        // named, listed, to be dialled
        "+15550100, +15550100, +15550100",
        "+1 (555) 010-0, +15550100, +15550100",
        "tel:+1-555-010-0, +15550100, +15550100",
        "' +15550100 ', +15550100, +15550100",
        "+15550199, +1555*, +15550199",
        "+493012345678, +4930*, +493012345678",
        "4711, 4711, 4711",
        "sip:desk@pbx.example, sip:desk@pbx.example, sip:desk@pbx.example",
        "sip:anna@pbx.example, sip:*@pbx.example, sip:anna@pbx.example",
        "sip:anna@PBX.example, sip:*@pbx.example, sip:anna@PBX.example",
        "sips:anna@pbx.example:5061, sips:*@pbx.example:5061, sips:anna@pbx.example:5061",
        "pool:sales, pool:sales, pool:sales",
        "sales, pool:sales, pool:sales",
        "Sales, pool:sales, pool:sales",
        "+19005550100, +19005550100, +19005550100",
        "+15550111, +15550100, +15550111"
    })
    void whatIsListedIsDialled(String named, String listed, String dialled) {
        assertThat(transfers(listed).decide(named)).isEqualTo(new Allowed(TransferTarget.parse(dialled)));
    }

    @ParameterizedTest
    @CsvSource({
        "+15550101, +15550100, NOT_LISTED",
        "+155501000, +15550100, NOT_LISTED",
        "15550100, +15550100, NOT_LISTED",
        "+442071234567, +1555*, NOT_LISTED",
        // What costs more than a call there usually does.
        "+19005550100, +190*, PREMIUM",
        "+12129761234, +1212*, PREMIUM",
        "+449012345678, +449*0, MALFORMED",
        "+4990012345678, +4990*, PREMIUM",
        "+4913712345, +491*, PREMIUM",
        "+881612345678, +8816*0, MALFORMED",
        // Short numbers: emergency and services.
        "+1911, +191*, PREMIUM",
        "911, +191*, NOT_LISTED",
        "112, 4711, NOT_LISTED",
        // What is no address, or one with more in it.
        "'', +1555*, MALFORMED",
        "a human, +1555*, MALFORMED",
        "+1555, +1555*, PREMIUM",
        "+15550100;ext=7, +1555*, MALFORMED",
        "'+15550100,,7', +1555*, MALFORMED",
        "+15550100w7, +1555*, MALFORMED",
        "+1555*, +1555*, MALFORMED",
        "+１５５５０１００, +1555*, MALFORMED",
        "++15550100, +1555*, MALFORMED",
        "tel:, +1555*, MALFORMED",
        "sip:anna@evil.example, sip:*@pbx.example, NOT_LISTED",
        "sip:anna@pbx.example.evil.example, sip:*@pbx.example, NOT_LISTED",
        "sip:anna@pbx.example:5060, sip:*@pbx.example, NOT_LISTED",
        "sips:anna@pbx.example, sip:*@pbx.example, NOT_LISTED",
        "sip:anna@pbx.example;maddr=evil.example, sip:*@pbx.example, NOT_LISTED",
        "sip:anna@pbx.example?X-Pay=1, sip:*@pbx.example, MALFORMED",
        "sip:anna%40evil.example@pbx.example, sip:*@pbx.example, NOT_LISTED",
        "sip:a@b@pbx.example, sip:*@pbx.example, MALFORMED",
        "sip:@pbx.example, sip:*@pbx.example, MALFORMED",
        "pool:support, pool:sales, NOT_LISTED",
        "support, pool:sales, MALFORMED",
        "pool:a b, pool:sales, MALFORMED",
        "'<Number>+15550100</Number>', +1555*, MALFORMED"
    })
    void whatIsNotListedIsNot(String named, String listed, Refusal why) {
        Transfers all = new Transfers(
                null,
                listed.endsWith("*0") ? List.of() : List.of(AllowedTarget.parse(listed)),
                Duration.ofSeconds(20),
                CallerId.CALLER,
                "",
                false,
                "");

        if (named.isEmpty()) {
            assertThat(all.decide(named)).isEqualTo(new Refused(Refusal.NOBODY));
        } else if (listed.endsWith("*0")) {
            assertThat(all.decide(named)).isEqualTo(new Refused(Refusal.NOT_LISTED));
            assertThatThrownBy(() -> AllowedTarget.parse(listed.replace("*0", "*")))
                    .hasMessageContaining("one by one");
        } else {
            assertThat(all.decide(named)).isEqualTo(new Refused(why));
        }
    }

    @Test
    void whoNamesNobodyGetsThePoolsOwn() {
        assertThat(transfers("+1555*").decide(null)).isEqualTo(new Allowed(TransferTarget.parse(DESK)));
        assertThat(transfers("+1555*").decide(" ")).isEqualTo(new Allowed(TransferTarget.parse(DESK)));
        assertThat(Transfers.NONE.decide(null)).isEqualTo(new Refused(Refusal.NOBODY));
        assertThat(Transfers.NONE.decide(DESK)).isEqualTo(new Refused(Refusal.NOT_LISTED));
    }

    @Test
    void whateverAnAgentSaysOnlyListedTargetsAreDialled() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Transfers transfers = transfers("+1555*", "sip:*@pbx.example", "pool:sales");
        String letters = "+0123456789*#w,;@:.%?&= <>\"'sipoltexamb-_/";
        for (int round = 0; round < 200_000; round++) {
            StringBuilder said =
                    new StringBuilder(List.of("", "+1555", "+", "sip:", "sip:a@pbx.example", "pool:", "tel:")
                            .get(random.nextInt(7)));
            for (int more = random.nextInt(12); more > 0; more--) {
                said.append(letters.charAt(random.nextInt(letters.length())));
            }
            if (transfers.decide(said.toString()) instanceof Allowed allowed) {
                assertThat(text(allowed.target()))
                        .as("seed %d: %s", seed, said)
                        .matches("\\+1555[0-9]{4,11}|sip:[A-Za-z0-9._~+-]+@pbx\\.example|sales|\\+15550111");
            }
        }
    }

    private static @Nullable String text(TransferTarget target) {
        if (target instanceof TransferTarget.Phone phone) {
            return phone.number();
        }
        return target instanceof TransferTarget.Sip sip ? sip.uri() : ((TransferTarget.InPool) target).pool();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "+*",
                "+1*",
                "+49*",
                "1555*",
                "+1900*",
                "+449*",
                "+979*",
                "+15550100 ,",
                "sip:*@",
                "sip:*@a b",
                "sip:*",
                "sip:user",
                "pool:",
                "pool:a b",
                "tel:+15550100",
                "+1555**",
                "+12",
                "+1555010012345678",
                "human"
            })
    void whatIsTooWideOrNoTargetIsRefusedWhenItIsRead(String written) {
        assertThatThrownBy(() -> AllowedTarget.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void numbersAndUsersAreMaskedInLogs() {
        assertThat(TransferTarget.parse("+14155550123")).hasToString("+*******0123");
        assertThat(TransferTarget.parse("sip:anna@pbx.example")).hasToString("sip:***@pbx.example");
        assertThat(TransferTarget.parse("pool:sales")).hasToString("pool:sales");
    }

    @Test
    void theWhisperCarriesTheReasonIfThereIsOne() {
        assertThat(whispering("A caller. {reason}").whisper("Wants a refund")).isEqualTo("A caller. Wants a refund");
        assertThat(whispering("A caller. {reason}").whisper(null)).isEqualTo("A caller.");
        assertThat(whispering("").whisper("Wants a refund")).isEmpty();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> with(Duration.ZERO, "", false)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> with(Duration.ofSeconds(601), "", false)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> with(Duration.ofSeconds(20), "x".repeat(501), false))
                .hasMessageContaining("whisper");
        assertThatThrownBy(() -> with(Duration.ofSeconds(20), " ", true)).hasMessageContaining("screen");
    }

    private static Transfers whispering(String text) {
        return with(Duration.ofSeconds(20), text, false);
    }

    private static Transfers with(Duration timeout, String whisper, boolean screen) {
        return new Transfers(null, List.of(), timeout, CallerId.CALLER, whisper, screen, "");
    }

    private static Transfers transfers(String... listed) {
        return new Transfers(
                TransferTarget.parse(DESK),
                Arrays.stream(listed).map(AllowedTarget::parse).toList(),
                Duration.ofSeconds(20),
                CallerId.CALLER,
                "",
                false,
                "");
    }
}
