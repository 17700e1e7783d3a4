package callgateway.gateway;

import callgateway.admission.Place;
import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.routing.HoldAudio;
import callgateway.routing.Line;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.Recording;
import callgateway.twilio.ConnectStream;
import callgateway.twilio.DialSpec;
import callgateway.twilio.EnqueueSpec;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RecordSpec;
import callgateway.twilio.Twiml;
import callgateway.twilio.WaitingSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The TwiML this gateway answers with; all its addresses are absolute. */
final class VoiceAnswers {
    static final String VOICE = "/voice";
    static final String WAIT = "/voice/wait";
    static final String AFTER = "/voice/after";
    static final String TRANSFER = "/voice/transfer";
    static final String RECORDED = "/voice/recorded";
    static final String STATUS = "/voice/status";
    static final String MEDIA = "/media";
    static final String HOLD = "/audio/hold.wav";
    /** How long a call has been left ringing, in seconds; part of an address that Twilio signs. */
    static final String RUNG = "rung";

    /** A caller is told the place in line about this often, not with every turn of the hold audio. */
    private static final int ANNOUNCE_EVERY_SECONDS = 30;

    private static final int HOLD_SECONDS = 8;
    /** Letters that are the same in XML, and no token. */
    private static final String ANY_TOKEN = "-the-token-of-a-call-";

    private static final String ANY_HOME = "-the-home-of-a-call-";

    private static final int MAX_WRITTEN = 2000;
    private static final String HANG_UP = Twiml.hangUp();
    private static final String LEAVE = Twiml.leave();
    private static final String NOTHING = Twiml.empty();

    private final PublicOrigin origin;
    private final RescueSettings rescue;
    private final LinePlaces places;
    /** Addresses asked while a caller waits, which say since when. */
    private final PublicOrigin inLine;

    /**
     * What was written for a spec before. Making XML takes a millisecond and is done for every call in the same words; the
     * words that differ, such as a place in line, are few.
     */
    private final Map<Record, String> written = new ConcurrentHashMap<>();

    /** Of a node that is alone. */
    VoiceAnswers(PublicOrigin origin, RescueSettings rescue) {
        this(origin, rescue, LinePlaces.ALONE);
    }

    VoiceAnswers(PublicOrigin origin, RescueSettings rescue, LinePlaces places) {
        this.origin = origin;
        this.rescue = rescue;
        this.places = places;
        this.inLine = origin.hasHome() ? origin.withHome(ANY_HOME) : origin;
    }

    /** Where callers stood in line, as these answers have said it. */
    LinePlaces places() {
        return places;
    }

    private <S extends Record> String written(S spec, Function<S, String> write) {
        String known = written.get(spec);
        if (known == null) {
            if (written.size() >= MAX_WRITTEN) {
                written.clear();
            }
            known = write.apply(spec);
            written.put(spec, known);
        }
        return known;
    }

    /**
     * The caller is connected to a media stream that must show this token.
     *
     * @param consented whether the caller knows already that the call is recorded, if it is
     */
    String connect(CallerRequest caller, String token, boolean consented) {
        ConnectStream any = new ConnectStream(
                address(origin, AFTER, caller),
                origin.webSocket(MEDIA),
                Map.of("token", ANY_TOKEN),
                origin.http(STATUS),
                consented ? null : consentLine(caller.pool()));
        return written(any, Twiml::connectStream).replace(ANY_TOKEN, token);
    }

    private static ConnectStream.@Nullable Before consentLine(Pool pool) {
        if (!pool.recording().asksConsent()) {
            return null;
        }
        if (pool.recording().consent() instanceof Recording.Consent.Played piece) {
            return new ConnectStream.Before(null, null, piece.url().toString());
        }
        return pool.recording().consent() instanceof Recording.Consent.Said said
                ? new ConnectStream.Before(
                        said.text(), Twiml.spokenLanguage(pool.agent().profile().language()), null)
                : null;
    }

    /** A caller who was passed on stays so. */
    private static String address(PublicOrigin origin, String path, CallerRequest caller) {
        return origin.http(
                caller.passedOn() ? TransferAnswers.inPool(path, caller.pool().name()) : path);
    }

    /** The call rings on, then asks again. */
    String ringOn(Duration pause, int rung, Place place) {
        String address = inLine.http(VOICE + "?" + RUNG + "=" + (rung + pause.toSeconds()));
        return Twiml.ringAgain(pause, address.replace(ANY_HOME, places.home(place)));
    }

    /** The caller waits in line; what the line says comes from {@link #hold} and {@link #leave}. */
    String enqueue(CallerRequest caller, Place place) {
        EnqueueSpec any = new EnqueueSpec(
                "callgateway-" + caller.pool().name(), address(inLine, VOICE, caller), address(inLine, WAIT, caller));
        return written(any, Twiml::enqueue).replace(ANY_HOME, places.home(place));
    }

    /** One turn of hold audio, from time to time with the caller's place; a place of 0 is not known. */
    String hold(CallerRequest caller, int position) {
        Pool pool = caller.pool();
        boolean now = position > 0 && caller.queueSeconds() % ANNOUNCE_EVERY_SECONDS < HOLD_SECONDS;
        Optional<Line.Announcement> said =
                now ? pool.line().announcement(pool.agent().profile().language(), position) : Optional.empty();
        HoldAudio audio = pool.line().holdAudio();
        return written(
                new WaitingSpec(
                        said.map(Line.Announcement::text).orElse(null),
                        audio.url() == null ? origin.http(HOLD) : audio.url().toString(),
                        said.map(one -> Twiml.spokenLanguage(one.language())).orElse(null)),
                Twiml::waiting);
    }

    /** The caller's turn has come, one way or the other: out of the line, to {@code /voice}. */
    String leave() {
        return LEAVE;
    }

    /** What the pool wants for a caller whose agent's session is over. */
    String ending(CallerRequest caller) {
        Overflow ending = caller.pool().ending();
        return ending == null ? HANG_UP : overflow(ending, caller);
    }

    /** Where a caller goes who gets no agent. */
    String overflow(Overflow overflow, CallerRequest caller) {
        if (overflow instanceof Overflow.Dial dial) {
            return dial(dial.number());
        }
        if (overflow instanceof Overflow.DialSip dial) {
            return dial(dial.uri());
        }
        if (overflow instanceof Overflow.Voicemail voicemail) {
            return Twiml.record(new RecordSpec(
                    origin.http(RECORDED),
                    voicemail.maxLength(),
                    true,
                    voicemail.prompt(),
                    Twiml.spokenLanguage(caller.pool().agent().profile().language())));
        }
        if (overflow instanceof Overflow.Message message) {
            return Twiml.sayAndHangUp(message.text());
        }
        // Busy can only be heard by a caller who has not been answered.
        return caller.isRinging() ? Twiml.rejectBusy() : apology();
    }

    private String dial(String target) {
        return written(new DialSpec(origin.http(TRANSFER), target, rescue.ring(), true, null), Twiml::dial);
    }

    private String apology() {
        return Twiml.sayAndHangUp(rescue.apology());
    }

    /**
     * What comes after the human was dialled.
     *
     * @param bridged whether they talked: a leg that was answered and not bridged was a voicemail, or declined
     */
    String afterHuman(boolean bridged) {
        return bridged ? Twiml.hangUp() : apology();
    }

    String hangUp() {
        return HANG_UP;
    }

    String nothing() {
        return NOTHING;
    }
}
