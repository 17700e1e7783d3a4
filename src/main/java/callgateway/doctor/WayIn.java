package callgateway.doctor;

/** What an answer from the public name says about the way from there to the gateway, webhook or socket. */
final class WayIn {
    private WayIn() {}

    /**
     * The finding of an answer that is not what a gateway says.
     *
     * @param what was asked, such as {@code POST https://gw.example/voice}
     * @param where a redirect leads; empty when it is none
     * @param ours whether the doctor itself answers at the gateway's port
     */
    static Finding judge(String what, int status, String where, String body, boolean ours) {
        String found = what + " is answered with " + status;
        if (status == 403 && body.contains("X-Twilio-Signature")) {
            return Finding.wrong(
                    found + ": the gateway there does not accept our signature",
                    "Give the gateway and the doctor the same TWILIO_AUTH_TOKEN and PUBLIC_HOST, restart the gateway, and let"
                            + " nothing on the way change path or query.");
        }
        if (status == 403 && body.contains("another account")) {
            return Finding.wrong(
                    found + ": the gateway there takes calls of another account",
                    "Give the gateway and the doctor the same TWILIO_ACCOUNT_SID.");
        }
        if (status == 502 || status == 503 || status == 504) {
            return Finding.wrong(
                    found + ": a proxy is there, and reaches no gateway behind it",
                    ours
                            ? "Point the tunnel or ingress at this machine's public port (PORT, 8080)."
                            : "Start the gateway (bin/call-gateway serve), and point the tunnel or ingress at its public port"
                                    + " (PORT, 8080).");
        }
        if (status == 404) {
            return Finding.wrong(
                    found + ": somebody else answers there",
                    "Point the tunnel or ingress at the gateway's public port (PORT, 8080, not the admin port), with the path"
                            + " as it is.");
        }
        if (status >= 300 && status < 400) {
            return Finding.wrong(
                    found + ", to " + where,
                    "Serve the address itself: signatures are made over the address that Twilio asked first.");
        }
        if (status == 401 || status == 407) {
            return Finding.wrong(
                    found + ": something on the way wants a password",
                    "Let the paths /voice and /media through without one: the gateway checks Twilio's signature.");
        }
        return Finding.wrong(
                found + ": that is no answer of a gateway",
                "See what answers at PUBLIC_HOST, and point it at the gateway's public port (PORT, 8080).");
    }
}
