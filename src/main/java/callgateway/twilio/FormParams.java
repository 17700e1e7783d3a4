package callgateway.twilio;

import callgateway.twilio.BadMessage.Reason;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a webhook, in their order, repeated names kept: {@code application/x-www-form-urlencoded}, UTF-8.
 * Immutable.
 */
public final class FormParams {
    /** A form or query may have this many parameters; Twilio sends about 40. */
    public static final int MAX_PARAMS = 256;

    /** A form or query may be this long; Twilio's are about 1 KiB. */
    public static final int MAX_BYTES = 64 * 1024;

    public static final FormParams NONE = new FormParams(List.of());

    /** One parameter, decoded; the value may be empty. */
    public record Param(String name, String value) {}

    private final List<Param> params;

    private FormParams(List<Param> params) {
        this.params = List.copyOf(params);
    }

    /** Parses the body of a form. */
    public static FormParams parse(byte[] body, int off, int len) throws BadMessage {
        requireAtMost(MAX_BYTES, len, "bytes");
        // Each byte as a character: what is not ASCII is decoded together with what was percent-encoded.
        return parseBytes(new String(body, off, len, StandardCharsets.ISO_8859_1));
    }

    /** Parses the body of a form. */
    public static FormParams parse(String body) throws BadMessage {
        byte[] utf8 = Wire.utf8(body);
        return parse(utf8, 0, utf8.length);
    }

    /** Parses what follows the question mark of a request target; none if there is no question mark. */
    public static FormParams ofQuery(String rawPathAndQuery) throws BadMessage {
        int fragment = rawPathAndQuery.indexOf('#');
        String target = fragment < 0 ? rawPathAndQuery : rawPathAndQuery.substring(0, fragment);
        int mark = target.indexOf('?');
        return mark < 0 ? NONE : parse(target.substring(mark + 1));
    }

    /** As given, for those who send forms. */
    public static FormParams of(Map<String, String> params) {
        List<Param> list = new ArrayList<>();
        params.forEach((name, value) -> list.add(new Param(name, value)));
        return new FormParams(list);
    }

    /** The first value of that name, undecorated; null if the name is not there. */
    public @Nullable String first(String name) {
        for (Param param : params) {
            if (param.name().equals(name)) {
                return param.value();
            }
        }
        return null;
    }

    /** These, and behind them those of {@code more}. */
    public FormParams and(FormParams more) {
        List<Param> all = new ArrayList<>(params);
        all.addAll(more.params);
        return new FormParams(all);
    }

    /** All parameters in their order. */
    public List<Param> all() {
        return params;
    }

    /** The form's body. */
    public String encoded() {
        StringBuilder form = new StringBuilder();
        for (Param param : params) {
            form.append(form.length() == 0 ? "" : "&")
                    .append(URLEncoder.encode(param.name(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(param.value(), StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    /** The names alone: values are phone numbers and worse. */
    @Override
    public String toString() {
        return "FormParams" + params.stream().map(Param::name).toList();
    }

    private static FormParams parseBytes(String form) throws BadMessage {
        List<Param> params = new ArrayList<>();
        int from = 0;
        while (from < form.length()) {
            int and = form.indexOf('&', from);
            int end = and < 0 ? form.length() : and;
            if (end > from) {
                requireAtMost(MAX_PARAMS, params.size() + 1, "parameters");
                int equals = form.indexOf('=', from);
                boolean hasValue = equals >= 0 && equals < end;
                String name = decoded(form, from, hasValue ? equals : end, params.size());
                params.add(new Param(name, hasValue ? decoded(form, equals + 1, end, params.size()) : ""));
            }
            from = end + 1;
        }
        return new FormParams(params);
    }

    private static String decoded(String form, int from, int to, int index) throws BadMessage {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = form.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? Character.digit(form.charAt(i + 1), 16) : -1;
                int low = i + 2 < to ? Character.digit(form.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new BadMessage(
                            Reason.BAD_FORM, "parameter " + index + ": broken percent escape (expected: %XX)");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        byte[] utf8 = bytes.toByteArray();
        if (!Wire.isUtf8(utf8, 0, utf8.length)) {
            throw new BadMessage(Reason.INVALID_UTF8, "parameter " + index + ": not UTF-8, or half a character");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void requireAtMost(int max, int found, String what) throws BadMessage {
        if (found > max) {
            throw new BadMessage(Reason.TOO_LARGE, "form: " + found + " " + what + " (expected: at most " + max + ")");
        }
    }
}
