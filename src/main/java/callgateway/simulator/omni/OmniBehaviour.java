package callgateway.simulator.omni;

import callgateway.omni.Dialect;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.transport.stock.StockResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated session behaves. {@link #NORMAL} is today's service at its best; everything else is asked for.
 *
 * @param strict drops what the service drops: untagged audio, control in text, control named by {@code event} alone
 * @param outputHz rate of the agent's audio, 8000, 16000 or 24000; 0: the rate that was asked for
 * @param rateForm how that rate is announced
 * @param endpointing quiet after which the caller's turn is over
 * @param thinking from then to the first audio of the reply
 * @param refusal answer to the upgrade instead of 101
 * @param subprotocol what the 101 selects
 */
public record OmniBehaviour(
        Dialect dialect,
        boolean strict,
        int outputHz,
        RateForm rateForm,
        Delivery delivery,
        Duration endpointing,
        Duration thinking,
        Set<Quirk> quirks,
        Stall stall,
        @Nullable Mishap mishap,
        @Nullable StockResponse refusal,
        Subprotocol subprotocol) {

    /** Which subprotocol the 101 names. */
    public enum Subprotocol {
        /** None, offered or not. */
        NONE,
        /** The first that was offered, if any. */
        FIRST_OFFERED,
        /** One that was not offered. */
        NOT_OFFERED
    }

    public static final OmniBehaviour NORMAL = new OmniBehaviour(
            Dialect.TAGGED,
            true,
            0,
            RateForm.FORMAT_AND_RATE,
            Delivery.REAL_TIME,
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Set.of(),
            Stall.NOWHERE,
            null,
            null,
            Subprotocol.NONE);

    public OmniBehaviour {
        if (outputHz != 0 && outputHz != 8000 && outputHz != 16000 && outputHz != 24000) {
            throw new IllegalArgumentException("outputHz: " + outputHz + " (expected: 0, 8000, 16000 or 24000)");
        }
        EnumSet<Quirk> copy = EnumSet.noneOf(Quirk.class);
        copy.addAll(quirks);
        quirks = Collections.unmodifiableSet(copy);
    }

    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** In this dialect; the older two are never strict. */
    public OmniBehaviour with(Dialect value) {
        boolean drops = strict && value == Dialect.TAGGED;
        return new OmniBehaviour(
                value,
                drops,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour lenient() {
        return new OmniBehaviour(
                dialect,
                false,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour withOutput(int hz, RateForm form) {
        return new OmniBehaviour(
                dialect,
                strict,
                hz,
                form,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour with(Delivery value) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                value,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour withPace(Duration newEndpointing, Duration newThinking) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                newEndpointing,
                newThinking,
                quirks,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour with(Quirk first, Quirk... more) {
        EnumSet<Quirk> all = EnumSet.of(first, more);
        all.addAll(quirks);
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                all,
                stall,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour with(Stall value) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                value,
                mishap,
                refusal,
                subprotocol);
    }

    public OmniBehaviour with(Mishap value) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                value,
                refusal,
                subprotocol);
    }

    public OmniBehaviour refusing(StockResponse answer) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                answer,
                subprotocol);
    }

    public OmniBehaviour with(Subprotocol value) {
        return new OmniBehaviour(
                dialect,
                strict,
                outputHz,
                rateForm,
                delivery,
                endpointing,
                thinking,
                quirks,
                stall,
                mishap,
                refusal,
                value);
    }
}
