package io.understudy.agent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.model.UnknownSymbolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
    private static final Offset<Float> SAME = within(1e-5f);
    private static final String LANGUAGE = """
            {"id": "small", "task": "language-model", "symbols": ["a", "b", "c", "<", ">"], "begin": "<", "end": ">"%s}
            """;
    private static final String CLASSIFIER = """
            {"id": "small", "task": "classifier", "symbols": ["a", "b"], "classes": ["no", "perhaps", "yes"]%s}
            """;

    @TempDir
    Path folder;

    private OnnxModel language(String cell, String more) throws IOException {
        new SmallGraph(cell, false, 3).write(folder, LANGUAGE.formatted(more), 5, 5, true, true);
        return OnnxModel.open(folder, 1);
    }

    private static List<int[]> words(int symbols, int shortest) {
        Random random = new Random(5);
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            words.add(random.ints(shortest + random.nextInt(20), 0, symbols).toArray());
        }
        return words;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void aWordsAnswerDoesNotDependOnItsBatch(String cell) throws IOException {
        try (OnnxModel model = language(cell, "")) {
            List<int[]> words = words(3, 0);
            List<float[][]> together = model.query(words);
            for (int i = 0; i < words.size(); i++) {
                float[][] alone = model.query(List.of(words.get(i))).get(0);
                assertThat(together.get(i)).hasDimensions(words.get(i).length + 1, 4);
                for (int t = 0; t < alone.length; t++) {
                    assertThat(together.get(i)[t]).containsExactly(alone[t], SAME);
                    assertThat(sum(alone[t])).isCloseTo(1, SAME);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void goingOnFromAStateSaysWhatFeedingTheWholeWordSays(String cell) throws IOException {
        try (OnnxModel model = language(cell, "")) {
            Continuation continuation = model.continuation().orElseThrow();
            Continuation.Frontier two = continuation.step(continuation.begin(), new int[] {0, 0}, new int[] {2, 0});
            Continuation.Frontier three = continuation.step(two, new int[] {1, 0, 1}, new int[] {1, 1, 2});
            List<float[][]> whole = model.query(List.of(new int[] {0, 1}, new int[] {2, 1}, new int[] {0, 2}));
            for (int i = 0; i < 3; i++) {
                assertThat(three.answers()[i]).containsExactly(whole.get(i)[2], SAME);
            }
        }
    }

    @Test
    void aClassifierGoesOnThroughItsEndSymbol() throws IOException {
        String json = """
                {"id": "small", "task": "classifier", "symbols": ["a", "b", "<", ">"], "begin": "<", "end": ">",
                 "classes": ["no", "yes"]}
                """;
        new SmallGraph("GRU", false, 8).write(folder, json, 4, 2, false, true);
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            Continuation continuation = model.continuation().orElseThrow();
            Continuation.Frontier one = continuation.step(continuation.begin(), new int[1], new int[] {1});
            assertThat(one.answers()[0])
                    .containsExactly(model.query(List.of(new int[] {1})).get(0)[0], SAME);
            assertThat(continuation.begin().answers()[0])
                    .containsExactly(model.query(List.of(new int[0])).get(0)[0], SAME);
            long queried = model.symbolsQueried();
            Continuation.Frontier moved = continuation.moved(one, new int[] {0, 0, 0}, new int[] {0, 1, 0});
            assertThat(continuation.answers(moved, new int[] {1})[0])
                    .containsExactly(model.query(List.of(new int[] {1, 1})).get(0)[0], SAME);
            assertThat(model.symbolsQueried() - queried)
                    .as("three steps, one end symbol, and a whole word of four tokens")
                    .isEqualTo(3 + 1 + 4);
        }
    }

    @Test
    void hiddenStatesOfAnEditedGraphAreThoseThatTheGraphNames() throws IOException {
        List<int[]> words = words(3, 1);
        List<float[][]> named;
        try (OnnxModel model = language("LSTM", ", \"hidden\": \"hidden\"")) {
            named = model.hiddenStateAccess()
                    .orElseThrow()
                    .queryWithStates(words)
                    .hidden();
        }
        try (OnnxModel model = language("LSTM", "")) {
            List<float[][]> edited = model.hiddenStateAccess()
                    .orElseThrow()
                    .queryWithStates(words)
                    .hidden();
            for (int i = 0; i < words.size(); i++) {
                assertThat(edited.get(i)).hasDimensions(words.get(i).length, 6);
                for (int t = 0; t < words.get(i).length; t++) {
                    assertThat(edited.get(i)[t]).containsExactly(named.get(i)[t], SAME);
                }
            }
        }
    }

    @Test
    void classifiersAreNotPadded() throws IOException {
        new SmallGraph("GRU", false, 4).write(folder, CLASSIFIER.formatted(""), 2, 3, false, true);
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            List<int[]> words = words(2, 1);
            List<float[][]> together = model.query(words);
            for (int i = 0; i < words.size(); i++) {
                assertThat(together.get(i)[0])
                        .containsExactly(model.query(List.of(words.get(i))).get(0)[0], SAME);
            }
        }
    }

    @Test
    void withoutABeginSymbolNothingIsKnownOfTheEmptyWord() throws IOException {
        new SmallGraph("GRU", false, 4).write(folder, CLASSIFIER.formatted(""), 2, 3, false, true);
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            float third = 1 / 3f;
            assertThat(model.query(List.of(new int[0])).get(0)[0])
                    .containsExactly(new float[] {third, third, third}, SAME);
        }
    }

    @Test
    void aBidirectionalLanguageModelIsAskedForEachPrefix() throws IOException {
        new SmallGraph("RNN", true, 6).write(folder, LANGUAGE.formatted(""), 5, 5, false, true);
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            assertThat(model.answersPrefixes()).isFalse();
            float[][] answer = model.query(List.of(new int[] {0, 1, 2})).get(0);
            assertThat(answer).hasDimensions(4, 4);
            assertThat(answer[1])
                    .containsExactly(model.query(List.of(new int[] {0})).get(0)[1], SAME);
            assertThat(model.continuation()).isEmpty();
        }
    }

    @Test
    void logitsArePutThroughASoftmax() throws IOException {
        new SmallGraph("LSTM", false, 3).write(folder, LANGUAGE.formatted(""), 5, 5, true, true);
        float[][] probabilities;
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            probabilities = model.query(List.of(new int[] {0, 1, 2})).get(0);
        }
        new SmallGraph("LSTM", false, 3)
                .write(folder, LANGUAGE.formatted(", \"outputKind\": \"logits\""), 5, 5, true, false);
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            float[][] logits = model.query(List.of(new int[] {0, 1, 2})).get(0);
            for (int t = 0; t < 4; t++) {
                assertThat(logits[t]).containsExactly(probabilities[t], SAME);
            }
        }
    }

    @Test
    void whatIsNoModelIsRefusedWithWhatToDo() throws IOException {
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no model manifest");
        Files.writeString(folder.resolve("model.json"), LANGUAGE.formatted(""));
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no ONNX file");
        Files.writeString(folder.resolve("model.onnx"), "this is text");
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not an ONNX model");
        language("GRU", "").close();
        byte[] whole = Files.readAllBytes(folder.resolve("model.onnx"));
        Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> OnnxModel.open(folder, 1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aManifestThatContradictsTheGraphIsRefused() throws IOException {
        assertThatThrownBy(() -> language("GRU", ", \"output\": \"nothing\""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no output 'nothing'");
        String fewer = "{\"id\": \"small\", \"task\": \"language-model\", \"symbols\": [\"a\", \"b\"]}";
        Files.writeString(folder.resolve("model.json"), fewer);
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("5 columns, but model.json names 2");
        Files.writeString(folder.resolve("model.json"), "{\"id\": \"small\", ");
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model.json is not valid");
        Files.writeString(
                folder.resolve("model.json"),
                "{\"id\": \"small\", \"task\": \"language-model\", \"symbols\": [\"a\", \"a\"]}");
        assertThatThrownBy(() -> OnnxModel.open(folder, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'a' twice");
    }

    @Test
    void unknownSymbolsNeedAPlace() throws IOException {
        try (OnnxModel model = language("GRU", "")) {
            assertThatThrownBy(() -> model.alphabet().encode(List.of("a", "z")))
                    .isInstanceOf(UnknownSymbolException.class)
                    .hasMessageContaining("'z' at position 1");
        }
        try (OnnxModel model = language("GRU", ", \"unknown\": \"c\"")) {
            assertThat(model.alphabet().encode(List.of("a", "z"))).containsExactly(0, 2);
        }
    }

    private static float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
