package callgateway.omni;

import static callgateway.omni.Heard.binary;
import static callgateway.omni.Heard.tagged;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import callgateway.omni.OmniEvent.Transcript;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OmniReaderPropertyTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> FRAMES = List.of(
            "{\"event\":\"hello\",\"call_id\":\"c\",\"audio_out\":\"pcm16@24000\"}",
            "{\"event\":\"configured\",\"tools\":2,\"greeting\":true,\"audio_out\":8000,\"ignored\":[\"a\"]}",
            "{\"event\":\"tool_call\",\"call_id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}",
            "{\"event\":\"transcript\",\"role\":\"user\",\"text\":\"h\u00e9llo\",\"final\":true}",
            "{\"event\":\"flush\",\"reason\":\"energy\",\"cancelled_turn\":3}",
            "{\"event\":\"play_hold\",\"seconds\":2.5}",
            "{\"event\":\"send_dtmf\",\"digits\":\"12#\"}",
            "{\"type\":\"audio_position\",\"sent_ms\":10,\"realtime_ms\":5}",
            "{\"event\":\"error\",\"error\":{\"code\":\"x\",\"message\":\"y\"}}",
            "{\"event\":\"kb_query\",\"none\":\"true\",\"top_ids\":[1,\"b\",null]}",
            "{\"detail\":\"voice_not_found\"}");

    @Test
    void randomBytesAreUsedOrDroppedButNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        OmniReader reader = new OmniReader();
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 50 == 0) {
                reader = new OmniReader();
            }
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            if (message.length > 0 && random.nextBoolean()) {
                message[0] = (byte) random.nextInt(5);
            }
            Heard heard = new Heard();

            deliver(reader, heard, message, random.nextInt(4) == 0, "seed " + seed + " round " + round);

            boolean mayWaitForMore = message.length > 1 && message[0] == Wire.TRANSCRIPT_TAG;
            assertThat(heard.total()).as("seed %d round %d", seed, round).isGreaterThan(mayWaitForMore ? -1 : 0);
        }
    }

    @Test
    void damagedFramesAreUsedOrDroppedButNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        OmniReader reader = new OmniReader();
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 50 == 0) {
                reader = new OmniReader();
            }
            byte[] frame = tagged(1 + random.nextInt(3), FRAMES.get(random.nextInt(FRAMES.size())));
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            frame = Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
            Heard heard = new Heard();

            deliver(reader, heard, frame, random.nextInt(4) == 0, "seed " + seed + " round " + round);

            boolean mayWaitForMore = frame.length > 1 && frame[0] == Wire.TRANSCRIPT_TAG;
            assertThat(heard.total()).as("seed %d round %d", seed, round).isGreaterThan(mayWaitForMore ? -1 : 0);
        }
    }

    @Test
    void valuesOfTheWrongTypeNeverThrow() {
        List<String> values = List.of(
                "null",
                "true",
                "-1",
                "1e999",
                "123456789012345678901234567890",
                "\"\"",
                "\"x\\u0000y\"",
                "[]",
                "[[1]]",
                "{}",
                "{\"name\":{}}",
                "\"\\ud800\"");
        List<String> fields = List.of(
                "call_id",
                "audio_out",
                "tools",
                "greeting",
                "ignored",
                "turn",
                "cancelled_turn",
                "reason",
                "reply",
                "text",
                "delta",
                "final",
                "kind",
                "role",
                "name",
                "function",
                "arguments",
                "digits",
                "seconds",
                "field",
                "code",
                "message",
                "detail",
                "error",
                "top_ids",
                "sent_ms",
                "destination");
        List<String> events = List.of(
                "hello",
                "session_started",
                "configured",
                "config_ack",
                "turn_begin",
                "turn",
                "flush",
                "barge_in",
                "assistant_interrupted",
                "audio_position",
                "idle_prompt",
                "kb_query",
                "transcript",
                "tool_call",
                "transfer_to_human",
                "send_dtmf",
                "play_hold",
                "collect",
                "end_call",
                "dtmf",
                "session_ending",
                "session_end",
                "error",
                "warning",
                "unheard_of");
        OmniReader reader = new OmniReader();
        for (String event : events) {
            for (String field : fields) {
                for (String value : values) {
                    Heard heard = new Heard();

                    binary(reader, heard, tagged(3, "{\"event\":\"" + event + "\",\"" + field + "\":" + value + "}"));

                    assertThat(heard.total())
                            .as("%s %s %s", event, field, value)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void textSplitAnywhereIsHeardWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] alphabet = {"a", "z", " ", "é", "ß", "€", "語", "😀", "\n"};
        for (int round = 0; round < 500; round++) {
            StringBuilder said = new StringBuilder();
            for (int i = random.nextInt(120); i >= 0; i--) {
                said.append(alphabet[random.nextInt(alphabet.length)]);
            }
            byte[] utf8 = said.toString().getBytes(UTF_8);
            OmniReader reader = new OmniReader();
            binary(reader, new Heard(), tagged(3, FRAMES.get(0)));
            Heard heard = new Heard();

            for (int at = 0; at < utf8.length; ) {
                int next = Math.min(utf8.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 90));
                binary(reader, heard, tagged(2, Arrays.copyOfRange(utf8, at, next)));
                at = next;
            }

            StringBuilder joined = new StringBuilder();
            heard.events.forEach(event -> joined.append(((Transcript) event).text()));
            assertThat(joined.toString()).as("seed %d round %d", seed, round).isEqualTo(said.toString());
            assertThat(heard.dropped).as("seed %d round %d", seed, round).isEmpty();
        }
    }

    private static void deliver(OmniReader reader, OmniListener to, byte[] message, boolean asText, String which) {
        assertThatCode(() -> {
                    if (asText) {
                        reader.text(message, 0, message.length, to);
                    } else {
                        reader.binary(message, 0, message.length, to);
                    }
                })
                .as(which)
                .doesNotThrowAnyException();
    }
}
