package callgateway.doctor;

import callgateway.rest.NumberWebhooks;
import callgateway.twilio.PublicOrigin;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges what one number does with a call. */
final class NumberAdvice {
    private final PublicOrigin origin;

    NumberAdvice(PublicOrigin origin) {
        this.origin = origin;
    }

    String voice() {
        return origin.http(SetUp.VOICE);
    }

    /** Whether its webhook is at our name, rightly or not. */
    boolean leadsToOurHost(NumberWebhooks number) {
        return host(number.voiceUrl()).equals(host(origin.http("/")))
                && !host(number.voiceUrl()).isEmpty();
    }

    List<Finding> judge(NumberWebhooks number) {
        String set = "In Twilio, set the \"A call comes in\" webhook of the number to " + voice() + " (HTTP POST)";
        if (!number.voice()) {
            return List.of(Finding.wrong(
                    number.number() + " cannot be called: it has no voice",
                    "Use a number that has the capability Voice."));
        }
        if (number.trunkSid() != null) {
            return List.of(Finding.wrong(
                    number.number() + " belongs to a SIP trunk, which takes its calls",
                    "Take it off the trunk. " + set + "."));
        }
        if (number.applicationSid() != null) {
            return List.of(Finding.wrong(
                    number.number() + " is answered by a TwiML App, which wins over its own webhook",
                    set + " instead of the app, or set the app's voice request URL to that."));
        }
        if (number.answeredByTwilio()) {
            return List.of(Finding.wrong(
                    number.number()
                            + " is answered by a TwiML Bin or the demo at Twilio; a one-way <Start><Stream> there is"
                            + " silence both ways",
                    set + ": the gateway answers with <Connect><Stream>, a bidirectional socket."));
        }
        String path = number.voiceUrl().replaceFirst("[?#].*$", "");
        if (!same(path, voice())) {
            String found = number.voiceUrl().isEmpty() ? "has no voice webhook" : "calls " + path;
            return List.of(Finding.wrong(number.number() + " " + found + ", not " + voice(), set + "."));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                number.voiceMethod().equalsIgnoreCase("POST")
                        ? Finding.ok(number.number() + " leads here by POST")
                        : Finding.warning(
                                number.number() + " leads here by " + number.voiceMethod()
                                        + ": phone numbers stand in the address, and in every log on the way",
                                "In Twilio, choose HTTP POST for the webhook of the number."));
        if (!same(number.statusCallback(), origin.http(SetUp.STATUS))) {
            findings.add(Finding.warning(
                    number.number()
                            + ": its status callback is not the gateway's, so a caller who hangs up early keeps a"
                            + " place for a while",
                    "In Twilio, set \"Call status changes\" of the number to " + origin.http(SetUp.STATUS) + "."));
        }
        String fallback = number.fallbackUrl();
        if (fallback.isEmpty() || host(fallback).equals(host(voice()))) {
            findings.add(Finding.warning(
                    number.number() + (fallback.isEmpty() ? " has no fallback" : " falls back to the same host")
                            + ": if the gateway's machine is gone, callers hear an application error",
                    "In Twilio, set \"Primary handler fails\" of the number to a TwiML Bin that dials a human."));
        }
        return findings;
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).replace(":443/", "/").equals(other.toLowerCase(Locale.ROOT));
    }

    private static String host(String url) {
        try {
            String authority = URI.create(url).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
