package io.understudy.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.attribution.Attribution;
import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.attribution.Contributions;
import io.understudy.agent.attribution.DecompositionCheck;
import io.understudy.agent.attribution.DoublePrecisionNetwork;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of an LSTM's answer sum up to what ONNX Runtime says; what is no LSTM is explained by leaving out. */
class DecompositionTest {
    private static final String CLASSIFIER =
            "'task':'classifier','symbols':['a','b','c','^','$'],'classes':['x','y','z'],'begin':'^','end':'$'";
    private static final String LANGUAGE =
            "'task':'language-model','symbols':['a','b','c','^','$'],'begin':'^','end':'$'";

    @TempDir
    Path folder;

    private OnnxModel open(String cell, boolean bidirectional, String json, boolean eachPosition, boolean softmax)
            throws IOException {
        String kind = softmax ? "probabilities" : "logits";
        String manifest =
                "{'id':'small',%s,'outputKind':'%s'}".formatted(json, kind).replace('\'', '"');
        int columns = eachPosition ? 5 : 3;
        return OnnxModel.open(
                new SmallGraph(cell, bidirectional, 5).write(folder, manifest, 5, columns, eachPosition, softmax), 1);
    }

    private static List<int[]> words() {
        Random random = new Random(9);
        return IntStream.range(0, 60)
                .mapToObj(length -> random.ints(length % 25, 0, 3).toArray())
                .toList();
    }

    private static void assertSumsUp(OnnxModel model) {
        for (AttributionMethod score : List.of(AttributionMethod.BETA, AttributionMethod.GAMMA)) {
            Attribution attribution = Attribution.of(model, score).orElseThrow();
            assertThat(new DecompositionCheck(model, Progress.none())
                            .of(attribution, words())
                            .largestError())
                    .isLessThan(1e-5);
        }
        assertThat(Attribution.best(model).score()).isEqualTo(AttributionMethod.BETA);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClassifier(boolean softmax) throws IOException {
        try (OnnxModel model = open("LSTM", false, CLASSIFIER, false, softmax)) {
            assertSumsUp(model);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLanguageModelAfterEachPrefix(boolean softmax) throws IOException {
        try (OnnxModel model = open("LSTM", false, LANGUAGE, true, softmax)) {
            assertSumsUp(model);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRU", "RNN"})
    void anotherCellIsExplainedByLeavingOut(String cell) throws IOException {
        try (OnnxModel model = open(cell, false, CLASSIFIER, false, true)) {
            assertThat(Attribution.of(model, AttributionMethod.BETA)).isEmpty();
            assertThat(Attribution.of(model, AttributionMethod.GAMMA)).isEmpty();
            assertThat(Attribution.best(model).score()).isEqualTo(AttributionMethod.OCCLUSION);
            int[] word = {0, 1, 2};
            Contributions parts =
                    Attribution.best(model).of(List.of(word)).get(0).between(0, 1);
            float[] whole = model.after(List.of(word)).get(0);
            float[] without = model.after(List.of(new int[] {0, 2})).get(0);
            double expected = Math.log(whole[0] / whole[1]) - Math.log(without[0] / without[1]);
            assertThat(parts.symbols()[1]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void anLstmThatSeesTheFutureIsExplainedByLeavingOut() throws IOException {
        try (OnnxModel model = open("LSTM", true, CLASSIFIER, false, true)) {
            assertThat(Attribution.best(model).score()).isEqualTo(AttributionMethod.OCCLUSION);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU", "RNN"})
    void aGradientIsWhatFiniteDifferencesOfTheGraphSay(String cell) throws IOException {
        try (OnnxModel model = open(cell, false, CLASSIFIER, false, true)) {
            // Of one symbol by itself: scaling what it feeds the network by 1 + e changes the log ratio by e times its
            // part.
            DoublePrecisionNetwork network = DoublePrecisionNetwork.of(model).orElseThrow();
            int[] word = {1, 2, 0, 1};
            Contributions parts = Attribution.of(model, AttributionMethod.GRADIENT)
                    .orElseThrow()
                    .of(List.of(word))
                    .get(0)
                    .between(0, 2);
            for (int t = 0; t < word.length; t++) {
                double step = 1e-5;
                double slope = (ratio(network, word, t, 1 + step) - ratio(network, word, t, 1 - step)) / (2 * step);
                assertThat(parts.symbols()[t]).isCloseTo(slope, within(1e-6));
            }
        }
    }

    private static double ratio(DoublePrecisionNetwork network, int[] word, int place, double scale) {
        double[][] fed = network.fed(word);
        for (int k = 0; k < fed[network.before() + place].length; k++) {
            fed[network.before() + place][k] *= scale;
        }
        double[] state = network.start();
        for (double[] x : fed) {
            state = network.next(state, x);
        }
        double[] h = network.highest(state);
        double[] weights = network.between(0, 2);
        return IntStream.range(0, h.length).mapToDouble(k -> weights[k] * h[k]).sum() + network.biasBetween(0, 2);
    }
}
