package callgateway.twilio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The question of an operator's own check to {@code /voice}, through the public name: signed like one of Twilio's, and marked,
 * so that a gateway answers it without admitting a call. The mark is a parameter and thus part of what is signed: nobody without
 * the Auth Token can make one, and Twilio never does.
 *
 * @param nonce what the answer repeats, so that an old answer of some cache is none: 1 to 64 letters and digits
 */
public record SelfCall(String nonce) {
    private static final String MARK = "GatewaySelfCall";
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final String SOME_ACCOUNT = "AC" + "0".repeat(32);

    /** Refuses what may not be repeated in a document. */
    public SelfCall {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException(
                    "nonce: " + nonce.length() + " characters (expected: 1..64 letters or digits)");
        }
    }

    /** The self-call that these parameters are; null when they are of a phone call. */
    public static @Nullable SelfCall in(FormParams params) {
        String nonce = params.first(MARK);
        return nonce == null || !NONCE.matcher(nonce).matches() ? null : new SelfCall(nonce);
    }

    /**
     * The parameters to be signed and sent, such as Twilio sends of a phone call.
     *
     * @param callSid made up
     * @param accountSid whose call it is to be; null: made up
     */
    public FormParams form(String callSid, @Nullable String accountSid) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", callSid);
        form.put("AccountSid", accountSid == null ? SOME_ACCOUNT : accountSid);
        form.put("From", "+15550199");
        form.put("To", "+15550198");
        form.put("CallStatus", "ringing");
        form.put("Direction", "inbound");
        form.put(MARK, nonce);
        return FormParams.of(form);
    }

    /** What Twilio would report when that call is over, so that nothing is kept for it where the mark is not known. */
    public static FormParams over(String callSid, @Nullable String accountSid) {
        return FormParams.of(Map.of(
                "CallSid",
                callSid,
                "AccountSid",
                accountSid == null ? SOME_ACCOUNT : accountSid,
                "CallStatus",
                "completed"));
    }

    /** The answer: TwiML that would do no harm to a call, and repeats the nonce. */
    public String answer() {
        return Twiml.hangUp().replace("</Response>", comment() + "</Response>");
    }

    /** Whether this is that answer. */
    public boolean isAnsweredBy(String document) {
        return document.contains("<Response") && document.contains(comment());
    }

    private String comment() {
        return "<!-- self-call " + nonce + " -->";
    }
}
