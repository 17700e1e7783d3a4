package callgateway.demo.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML. Text and attribute values are escaped always; only {@link #code} takes something as it is, and refuses
 * what would end its element early. Belongs to one thread.
 */
final class Html {
    private final StringBuilder out = new StringBuilder("<!doctype html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    /** An element that has no content and no end. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /**
     * A {@code script} or {@code style} element, whose content HTML does not escape.
     *
     * @throws IllegalArgumentException if the content could end the element
     */
    Html code(String tag, String content, String... attributes) {
        String lower = content.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("</" + tag) || lower.contains("<!--")) {
            throw new IllegalArgumentException(tag + ": its content would end it early");
        }
        start(tag, attributes);
        out.append(content).append("</").append(tag).append(">\n");
        return this;
    }

    /** Ends the element that was opened last. */
    Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (isBlock(tag)) {
            out.append('\n');
        }
        return this;
    }

    /**
     * The whole document.
     *
     * @throws IllegalStateException if an element is still open
     */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\t', '\n', '\r' -> out.append(c);
                default -> out.append(isAllowed(text, i) ? c : '\ufffd');
            }
        }
    }

    /** Control characters and halves of surrogate pairs are not. */
    private static boolean isAllowed(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return !Character.isISOControl(c);
    }

    private static boolean isBlock(String tag) {
        return switch (tag) {
            case "span", "b", "a", "time", "code", "i", "small" -> false;
            default -> true;
        };
    }
}
