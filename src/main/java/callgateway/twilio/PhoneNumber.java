package callgateway.twilio;

import java.util.regex.Pattern;

/** How the other end of a call may appear in logs. */
public final class PhoneNumber {
    private static final int SHOWN = 4;
    /** Seven digits or more in a row or with the usual marks between them; not a part of a word, as ids are. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![0-9A-Za-z])\\+?[0-9](?:[ ().-]{0,2}[0-9]){6,19}(?![0-9A-Za-z])");

    private static final int MIN_DIGITS_TO_SHOW_ANY = 8;

    private PhoneNumber() {}

    /**
     * A form of {@code From} or {@code To} that is fit for logs: the last four digits of a number, the kind of anything
     * else. Twilio sends {@code +14155550123}, but also {@code client:name}, {@code sip:user@host} or {@code anonymous}.
     */
    public static String mask(String address) {
        String number = address.strip();
        int colon = number.indexOf(':');
        if (colon > 0) {
            String kind = number.substring(0, colon);
            return switch (kind) {
                case "client", "sip", "sips" -> kind + ":***";
                default -> "***";
            };
        }
        boolean international = number.startsWith("+");
        String digits = international ? number.substring(1) : number;
        if (digits.isEmpty()) {
            return number;
        }
        if (digits.length() > 20 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return isWithheld(number) ? number : "***";
        }
        int shown = digits.length() >= MIN_DIGITS_TO_SHOW_ANY ? SHOWN : 0;
        return (international ? "+" : "")
                + "*".repeat(digits.length() - shown)
                + digits.substring(digits.length() - shown);
    }

    /** A text with every phone number in it masked; longer numbers, such as those of cards, too. */
    public static String maskIn(String text) {
        return NUMBER.matcher(text).replaceAll(found -> {
            String masked = mask(found.group().replaceAll("[ ().-]", ""));
            return masked.replace("$", "");
        });
    }

    private static boolean isWithheld(String address) {
        return switch (address) {
            case "anonymous", "Anonymous", "unknown", "unavailable", "restricted", "private" -> true;
            default -> false;
        };
    }
}
