package callgateway.call.media;

/** Where caller audio leaves for the agent. Loop thread only. */
public interface AgentAudioOut {
    /** Whether the agent keeps up; while it does not, the oldest caller audio is dropped. */
    boolean isWritable();

    /** Appends 20 ms of PCM16LE at the agent's input rate to what {@link #flush} sends. */
    void callerAudio(byte[] pcm, int offset, int length);

    /** Sends what was appended. */
    void flush();
}
