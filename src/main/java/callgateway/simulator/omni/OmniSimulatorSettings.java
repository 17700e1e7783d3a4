package callgateway.simulator.omni;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a simulator.
 *
 * @param address to listen at; port 0 takes a free one
 * @param apiKey the only key that is let in, in any of the four ways to send it; null lets everybody in
 * @param script what every session's agent does; null: it echoes
 * @param echoPieceMs in echo mode, the length of the pieces; 0: each message is echoed at once
 * @param concurrency sessions at a time
 * @param whenFull how more are refused
 * @param recordedSeconds how much audio each session keeps, each way
 * @param keptSessions how many finished sessions are kept for {@link OmniSimulator#sessions()}
 */
public record OmniSimulatorSettings(
        InetSocketAddress address,
        @Nullable String apiKey,
        @Nullable AgentScript script,
        int echoPieceMs,
        int concurrency,
        WhenFull whenFull,
        int recordedSeconds,
        int keptSessions) {

    /** On a free port of this machine, for anybody, without a limit; sessions are recorded. */
    public static OmniSimulatorSettings scripted(AgentScript script) {
        return new OmniSimulatorSettings(
                loopback(0), null, script, 0, Integer.MAX_VALUE, WhenFull.RETRY_AFTER, 180, 256);
    }

    /** As {@link #scripted}, but echoing and without recording. */
    public static OmniSimulatorSettings echo(int pieceMs) {
        return new OmniSimulatorSettings(
                loopback(0), null, null, pieceMs, Integer.MAX_VALUE, WhenFull.RETRY_AFTER, 0, 16);
    }

    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public OmniSimulatorSettings at(InetSocketAddress value) {
        return new OmniSimulatorSettings(
                value, apiKey, script, echoPieceMs, concurrency, whenFull, recordedSeconds, keptSessions);
    }

    public OmniSimulatorSettings withKey(String value) {
        return new OmniSimulatorSettings(
                address, value, script, echoPieceMs, concurrency, whenFull, recordedSeconds, keptSessions);
    }

    public OmniSimulatorSettings withConcurrency(int value) {
        return new OmniSimulatorSettings(
                address, apiKey, script, echoPieceMs, value, whenFull, recordedSeconds, keptSessions);
    }

    public OmniSimulatorSettings withWhenFull(WhenFull value) {
        return new OmniSimulatorSettings(
                address, apiKey, script, echoPieceMs, concurrency, value, recordedSeconds, keptSessions);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "OmniSimulatorSettings[" + address + ", " + (script == null ? "echo" : "scripted") + ", concurrency "
                + concurrency + "]";
    }
}
