package callgateway.call.media;

/** The meters of both sides. Belongs to the call's loop. */
public final class LevelMeters {
    final LevelMeter caller = new LevelMeter();
    final LevelMeter agent = new LevelMeter();

    LevelMeters() {}

    /** How loud both have been since this was last called; the first time they have only begun to listen. */
    public SoundLevels take() {
        SoundLevels levels = new SoundLevels(caller.rmsDb(), caller.peakDb(), agent.rmsDb(), agent.peakDb());
        caller.startOver();
        agent.startOver();
        return levels;
    }
}
