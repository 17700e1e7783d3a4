package callgateway.simulator.caller;

import callgateway.transport.stock.StockDial;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whom simulated callers call, and as whom.
 *
 * @param gateway where connections go for every URL below {@code publicOrigin}
 * @param publicOrigin such as {@code https://gw.example}; what is signed
 * @param voicePath webhook of an incoming call
 * @param statusPath webhook told of the end of a call, as configured with the number; null for none
 * @param authToken signs; shown nowhere
 * @param human who is there when the gateway dials
 * @param timeout for each webhook and for the upgrade; Twilio waits 15 s
 * @param recordedSeconds how much of each call's two tracks is kept
 * @param times how long things take, and the caller's patience
 * @param tls towards the gateway; null for plain TCP
 */
public record CallerSettings(
        InetSocketAddress gateway,
        String publicOrigin,
        String voicePath,
        @Nullable String statusPath,
        String authToken,
        String accountSid,
        String from,
        String to,
        HumanStandIn human,
        Duration timeout,
        int recordedSeconds,
        CallerTimes times,
        StockDial.@Nullable Tls tls) {

    /** Callers of {@code /voice}, recorded for three minutes. */
    public static CallerSettings of(
            InetSocketAddress gateway, String publicOrigin, String authToken, String accountSid) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                "/voice",
                null,
                authToken,
                accountSid,
                "+15550100001",
                "+15550100099",
                HumanStandIn.atOnce(HumanStandIn.COMPLETED),
                Duration.ofSeconds(15),
                180,
                CallerTimes.REAL,
                null);
    }

    public CallerSettings withNumbers(String newFrom, String newTo) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                newFrom,
                newTo,
                human,
                timeout,
                recordedSeconds,
                times,
                tls);
    }

    public CallerSettings withVoicePath(String value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                value,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                human,
                timeout,
                recordedSeconds,
                times,
                tls);
    }

    public CallerSettings withStatusPath(@Nullable String value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                value,
                authToken,
                accountSid,
                from,
                to,
                human,
                timeout,
                recordedSeconds,
                times,
                tls);
    }

    /** Every {@code <Dial>} has this outcome at once. */
    public CallerSettings withDialStatus(String value) {
        return withHuman(HumanStandIn.atOnce(value));
    }

    public CallerSettings withHuman(HumanStandIn value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                value,
                timeout,
                recordedSeconds,
                times,
                tls);
    }

    public CallerSettings withTimeout(Duration value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                human,
                value,
                recordedSeconds,
                times,
                tls);
    }

    public CallerSettings withRecordedSeconds(int value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                human,
                timeout,
                value,
                times,
                tls);
    }

    public CallerSettings withTimes(CallerTimes value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                human,
                timeout,
                recordedSeconds,
                value,
                tls);
    }

    public CallerSettings withTls(StockDial.@Nullable Tls value) {
        return new CallerSettings(
                gateway,
                publicOrigin,
                voicePath,
                statusPath,
                authToken,
                accountSid,
                from,
                to,
                human,
                timeout,
                recordedSeconds,
                times,
                value);
    }

    @Override
    public String toString() {
        return "CallerSettings[" + gateway + ", " + publicOrigin + voicePath + "]";
    }
}
