package callgateway.doctor;

import callgateway.omni.OmniSettings;
import callgateway.omni.Refusal;

/** What a refusal of Omni's means to an operator. */
final class OmniFindings {
    private OmniFindings() {}

    static Finding refused(Refusal refusal, OmniSettings omni) {
        String found = refusal.message();
        return switch (refusal.kind()) {
            case UNAUTHORIZED ->
                Finding.wrong(
                        found,
                        "The key is wrong (4401 = bad key): set PYAI_API_KEY to a key of the console, without quotes or spaces.");
            case FORBIDDEN ->
                Finding.wrong(
                        found,
                        "The key may not do this (4403 = the key lacks the omni:session scope): make a key with the scope"
                                + " omni:session for a server, without allowed origins.");
            case PAYMENT -> Finding.wrong(found, "Credit or budget are used up: add some in the console.");
            case NOT_FOUND ->
                Finding.wrong(found, "Nothing is there: PYAI_BASE_URL should be https://api.pyai.com, or not be set.");
            case BAD_REQUEST ->
                Finding.wrong(
                        found,
                        "See PYAI_AGENT_ID, and PYAI_RATE (" + omni.inputRateHz()
                                + "; where 8000 is refused, 16000 or 24000).");
            case RATE_LIMITED, CONCURRENCY, DAILY_CAP, TOO_MANY_UNKNOWN ->
                Finding.warning(
                        found,
                        "The plan's limit is reached right now: limit live calls to it (PLAN_CONCURRENCY, the pools' caps) or raise"
                                + " the cap; calls beyond it wait in line.");
            case SERVER_ERROR ->
                Finding.wrong(found, "Omni has a fault or restarts: try again in a minute, and tell PyAI if it stays.");
            case UNREACHABLE -> unreachable(found);
            case ENDED, POLICY, UNEXPECTED ->
                Finding.wrong(
                        found,
                        "Omni did not like what it was sent: leave PYAI_DIALECT and PYAI_AUTH unset, and try again.");
        };
    }

    static Finding unreachable(String why) {
        return Finding.wrong(
                why,
                "Let this machine connect to Omni (PYAI_BASE_URL, api.pyai.com:443), WebSockets too, through whatever proxy"
                        + " there is.");
    }
}
