package io.understudy.agent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.HiddenStateAccess.StatesAndAnswers;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.SmallGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cell that is no operator of ONNX, whose state is an input and an output of the graph. */
class NamedStatesTest {
    private static final Offset<Float> SAME = within(1e-5f);
    private static final String STATE = """
            [{"input": "state", "output": "next_state"}]""";
    private static final List<int[]> WORDS = List.of(new int[] {0, 1, 1}, new int[] {}, new int[] {2, 1, 0, 2});

    @TempDir
    Path folder;

    private OnnxModel open(String more) throws IOException {
        String json = """
                {"id": "mgu", "task": "language-model", "symbols": ["a", "b", "c", "<", ">"], "begin": "<", "end": ">",
                %s}""".formatted(more);
        return OnnxModel.open(new SmallGraph("MGU", false, 4).write(folder, json, 5, 5, true, true), 1);
    }

    @Test
    void symbolBySymbolItAnswersAsWordByWord() throws IOException {
        try (OnnxModel model = open("\"hidden\": \"hidden\", \"states\": " + STATE)) {
            Continuation continuation = model.continuation().orElseThrow();
            Continuation.Frontier at = continuation.begin();
            List<float[][]> whole = model.query(WORDS);
            for (int symbol : WORDS.get(2)) {
                at = continuation.step(at, new int[1], new int[] {symbol});
            }
            assertThat(at.answers()[0]).containsExactly(whole.get(2)[4], SAME);
            assertThat(model.layers()).isEmpty();
        }
    }

    @Test
    void hiddenStatesAreTheNamedStateWhereTheGraphShowsNoOthers() throws IOException {
        StatesAndAnswers shown;
        try (OnnxModel model = open("\"hidden\": \"hidden\", \"states\": " + STATE)) {
            shown = model.hiddenStateAccess().orElseThrow().queryWithStates(WORDS);
        }
        try (OnnxModel model = open("\"states\": " + STATE)) {
            StatesAndAnswers stepped = model.hiddenStateAccess().orElseThrow().queryWithStates(WORDS);
            for (int word = 0; word < WORDS.size(); word++) {
                assertThat(stepped.hidden().get(word).length).isEqualTo(WORDS.get(word).length);
                for (int t = 0; t < WORDS.get(word).length; t++) {
                    assertThat(stepped.hidden().get(word)[t])
                            .containsExactly(shown.hidden().get(word)[t], SAME);
                }
                assertThat(stepped.answers().get(word)[0])
                        .containsExactly(shown.answers().get(word)[0], SAME);
            }
        }
    }

    @Test
    void aStateThatTheGraphDoesNotHaveIsRefusedByName() {
        assertThatThrownBy(() -> open("\"states\": [{\"input\": \"h\", \"output\": \"next_state\"}]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has no input 'h': correct 'states' in model.json");
        assertThatThrownBy(() -> open("\"states\": [{\"input\": \"state\"}]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must name an 'input' and an 'output'");
        assertThatThrownBy(() -> open("\"states\": [{\"input\": \"tokens\", \"output\": \"next_state\"}]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not declared as float [batch, width]");
    }

    @Test
    void aStateThatDoesNotHoldThePastIsRefused() throws IOException {
        assertThatThrownBy(() -> open("\"states\": [{\"input\": \"state\", \"output\": \"probs\"}]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("do not hold all of its past");
    }
}
