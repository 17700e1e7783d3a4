package callgateway.call;

import static callgateway.omni.OmniEvent.Speaker.AGENT;
import static callgateway.omni.OmniEvent.Speaker.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniEvent.Speaker;
import callgateway.omni.OmniEvent.Transcript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptionTest {
    private final List<String> said = new ArrayList<>();
    private final Transcription transcription = new Transcription((speaker, text) -> said.add(speaker + ": " + text));

    private void piece(Speaker speaker, String text, boolean isFinal, boolean isDelta) {
        transcription.take(new Transcript(speaker, text, isFinal, isDelta));
    }

    @Test
    void piecesBecomeOneUtterance() {
        piece(CALLER, "I need ", false, true);
        piece(CALLER, "a table", false, true);
        piece(CALLER, ".", true, true);

        assertThat(said).containsExactly("CALLER: I need a table.");
    }

    @Test
    void aFinalThatStandsForAllReplacesThePieces() {
        piece(CALLER, "I knead a", false, true);
        piece(CALLER, "I need a table.", true, false);

        assertThat(said).containsExactly("CALLER: I need a table.");
    }

    @Test
    void anUtteranceWithoutAFinalEndsWhenTheOtherSpeaks() {
        piece(CALLER, "hello", false, true);
        piece(AGENT, "Good day.", true, false);
        piece(AGENT, "Bye.", true, false);

        assertThat(said).containsExactly("CALLER: hello", "AGENT: Good day.", "AGENT: Bye.");
    }

    @Test
    void whatIsBegunIsKeptWhenTheSessionEnds() {
        piece(CALLER, "and then", false, true);

        transcription.over();
        transcription.over();

        assertThat(said).containsExactly("CALLER: and then");
    }

    @Test
    void nothingIsNoUtterance() {
        piece(CALLER, "  ", true, false);
        transcription.over();

        assertThat(said).isEmpty();
    }

    @Test
    void anEndlessUtteranceIsCutOff() {
        for (int i = 0; i < 100; i++) {
            piece(CALLER, "x".repeat(100), false, true);
        }
        transcription.over();

        assertThat(said.get(0)).hasSize("CALLER: ".length() + 2000);
    }
}
