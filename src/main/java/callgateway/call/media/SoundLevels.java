package callgateway.call.media;

/**
 * How loud a call was for a while, in dB below full scale: 0 is the loudest there is, {@link #SILENCE} none.
 *
 * @param callerDb the caller's mean power
 * @param callerPeakDb the caller's loudest sample
 * @param agentDb the mean power of what was sent to the caller of the agent's
 * @param agentPeakDb its loudest sample
 */
public record SoundLevels(int callerDb, int callerPeakDb, int agentDb, int agentPeakDb) {
    /** Less than the quietest that mu-law knows, -72 dB. */
    public static final int SILENCE = -80;
}
