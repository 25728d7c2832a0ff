package io.understudy.agent.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private static final String LANGUAGE = """
            {"id": "small", "task": "language-model", "hidden": "hidden",
             "symbols": ["a", "b", "c", "<begin>", "<end>"], "begin": "<begin>", "end": "<end>"}""";
    private static final String CLASSIFIER = """
            {"id": "small", "task": "classifier", "hidden": "hidden", "symbols": ["0", "1"],
             "classes": ["no", "yes"]}""";
    private static final int REPETITIONS = 20;
    private static final int KNOWN = 24;

    @TempDir
    Path folder;

    private ModelFile network(String cell, boolean language, long seed) throws IOException {
        Path to = folder.resolve(cell + language + seed);
        new SmallGraph(cell, false, seed)
                .write(to, language ? LANGUAGE : CLASSIFIER, language ? 5 : 2, language ? 5 : 2, language, true);
        return ModelFile.read(to);
    }

    private static Fingerprint fingerprint(ModelFile file) {
        try (OnnxModel model = OnnxModel.open(file, 1)) {
            return Fingerprinter.brief()
                    .take(model, List.of(new int[] {0, 1, 1}), Optional.empty())
                    .fingerprint();
        }
    }

    private static Match match(Fingerprint known, ModelFile file) {
        try (OnnxModel model = OnnxModel.open(file, 2)) {
            return Match.of(known, model);
        }
    }

    @Test
    void theSameFunctionIsTheSameHoweverItIsWritten() throws IOException {
        for (String cell : List.of("RNN", "GRU", "LSTM")) {
            for (boolean language : List.of(true, false)) {
                ModelFile file = network(cell, language, 3);
                Fingerprint known = fingerprint(file);
                assertThat(match(known, file).verdict()).isEqualTo(Equivalence.IDENTICAL);
                assertThat(match(known, file).sameStates()).isTrue();
                for (int seed = 0; seed < REPETITIONS; seed++) {
                    Match permuted = match(known, RewrittenGraph.permuted(file, seed));
                    assertThat(permuted.verdict()).as(permuted.toString()).isEqualTo(Equivalence.EQUIVALENT);
                }
                assertThat(match(known, RewrittenGraph.permuted(file, 1)).sameStates())
                        .isFalse();
            }
        }
    }

    @Test
    void whatIsNearlyTheSameIsAVariantAndWhatIsNotIsDifferent() throws IOException {
        for (String cell : List.of("RNN", "GRU", "LSTM")) {
            for (boolean language : List.of(true, false)) {
                ModelFile file = network(cell, language, 3);
                Fingerprint known = fingerprint(file);
                for (int seed = 10; seed < 10 + REPETITIONS; seed++) {
                    Match noisy = match(known, file.withWeightNoise(1e-4, seed));
                    assertThat(noisy.verdict()).as(noisy.toString()).isEqualTo(Equivalence.VARIANT);
                    assertThat(noisy.distance()).isGreaterThan(2 * noisy.threshold());
                }
                Match other = match(known, network(cell, language, 4));
                assertThat(other.verdict()).as(other.toString()).isEqualTo(Equivalence.DIFFERENT);
            }
        }
        Match incomparable = match(fingerprint(network("GRU", true, 3)), network("GRU", false, 3));
        assertThat(incomparable.verdict()).isEqualTo(Equivalence.DIFFERENT);
        assertThat(incomparable.reason()).contains("other symbols");
    }

    /** Over four symbols there is a representation by interactive probes; it is the function's, not the file's. */
    @Test
    void aLanguageModelOverFourSymbolsIsRepresented() throws IOException {
        String four = LANGUAGE.replace("\"c\",", "\"c\", \"d\",");
        List<float[]> representations = new ArrayList<>();
        for (int seed = 3; seed < 5; seed++) {
            Path to = folder.resolve("four" + seed);
            new SmallGraph("LSTM", false, seed).write(to, four, 6, 6, true, true);
            ModelFile file = ModelFile.read(to);
            Fingerprint known = fingerprint(file);
            assertThat(known.representation()).hasSize(InteractiveProbes.SIZE);
            assertThat(distance(known.representation(), new float[InteractiveProbes.SIZE]))
                    .isCloseTo(1, within(1e-4));
            assertThat(distance(
                            known.representation(),
                            fingerprint(RewrittenGraph.permuted(file, 1)).representation()))
                    .isLessThan(1e-3);
            representations.add(known.representation());
        }
        assertThat(distance(representations.get(0), representations.get(1))).isGreaterThan(0.05);
        assertThat(fingerprint(network("LSTM", true, 3)).representation()).isNull();
    }

    private static double distance(float[] one, float[] other) {
        return Math.sqrt(IntStream.range(0, one.length)
                .mapToDouble(i -> (one[i] - other[i]) * (one[i] - other[i]))
                .sum());
    }

    /** Every automaton that says something else in one state is found out by some boundary word. */
    @Test
    void boundaryWordsReachEveryState() {
        int[][] successors = {{1, 0}, {1, 2}, {1, 3}, {4, 0}, {4, 4}};
        int accepting = 4;
        List<int[]> words = BoundaryWords.of(contains0110(successors, accepting, -1), 1_000);
        FiniteAutomaton right = contains0110(successors, accepting, -1);
        for (int mutant = 0; mutant < successors.length; mutant++) {
            FiniteAutomaton wrong = contains0110(successors, accepting, mutant);
            assertThat(words).anySatisfy(word -> assertThat(wrong.outputs()[wrong.after(word)][0])
                    .isNotEqualTo(right.outputs()[right.after(word)][0]));
        }
        assertThat(BoundaryWords.of(right, 3)).hasSize(3);
    }

    private static FiniteAutomaton contains0110(int[][] successors, int accepting, int wrong) {
        double[][] outputs = new double[successors.length][];
        Arrays.setAll(
                outputs, state -> (state == accepting) != (state == wrong) ? new double[] {0, 1} : new double[] {1, 0});
        return new FiniteAutomaton(
                false, 0, successors, outputs, new long[successors.length], new long[successors.length][2]);
    }

    /** Each of them answers otherwise to one symbol of its own: most probes tell hardly any apart. */
    @Test
    void aKnownNetworkIsFoundByFewProbesWhereTheyAreWellChosen() throws IOException {
        String symbols =
                IntStream.range(0, KNOWN).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(","));
        Path to = folder.resolve("base");
        new SmallGraph("RNN", false, 2).write(to, CLASSIFIER.replace("\"0\", \"1\"", symbols), KNOWN, 2, false, true);
        List<ModelFile> files = new ArrayList<>();
        TreeMap<String, Fingerprint> known = new TreeMap<>();
        for (int i = 0; i < KNOWN; i++) {
            files.add(RewrittenGraph.confusedBy(ModelFile.read(to), i));
            try (OnnxModel model = OnnxModel.open(files.get(i), 1)) {
                known.put(
                        "n" + i,
                        Fingerprinter.with(Zoo.PROBES)
                                .take(model, List.of(), Optional.empty())
                                .fingerprint());
            }
        }
        int[] adaptive = new int[KNOWN];
        int[] fixed = new int[KNOWN];
        for (int i = 0; i < KNOWN; i++) {
            try (OnnxModel model = OnnxModel.open(files.get(i), 1)) {
                Identification found = Identification.of(model, known, Identification.Order.ADAPTIVE);
                assertThat(found.names()).containsExactly("n" + i);
                adaptive[i] = found.probes();
                fixed[i] = Identification.of(model, known, Identification.Order.FIXED)
                        .probes();
            }
        }
        Arrays.sort(adaptive);
        Arrays.sort(fixed);
        assertThat(adaptive[KNOWN / 2] * 2).isLessThanOrEqualTo(fixed[KNOWN / 2]);
    }

    @Test
    void aNetworkThatIsNotKnownIsNotNamed() throws IOException {
        TreeMap<String, Fingerprint> known = new TreeMap<>();
        for (int seed = 0; seed < 3; seed++) {
            known.put("n" + seed, fingerprint(network("LSTM", true, seed)));
        }
        try (OnnxModel model = OnnxModel.open(network("LSTM", true, 9), 1)) {
            Identification found = Identification.of(model, known, Identification.Order.ADAPTIVE);
            assertThat(found.names()).allSatisfy(name -> assertThat(
                            Match.of(known.get(name), model).verdict())
                    .isEqualTo(Equivalence.DIFFERENT));
        }
    }

    @Test
    void whatIsSavedIsWhatIsLoaded() throws IOException {
        ModelFile file = network("LSTM", true, 3);
        Zoo zoo = new Zoo(folder.resolve("zoo"));
        zoo.add("one", fingerprint(file), Map.of());
        assertThat(match(zoo.known().get("one"), file).verdict()).isEqualTo(Equivalence.IDENTICAL);
        assertThatThrownBy(() -> zoo.add("../two", fingerprint(file), Map.of()))
                .isInstanceOf(InvalidInputException.class);
        Path saved = folder.resolve("zoo/one.json");
        String text = Files.readString(saved);
        Files.writeString(saved, text.substring(0, text.length() / 2));
        assertThatThrownBy(zoo::known).isInstanceOf(InvalidInputException.class).hasMessageContaining("cut short");
        Files.writeString(saved, text.replace("\"columns\":4", "\"columns\":3"));
        assertThatThrownBy(zoo::known).isInstanceOf(InvalidInputException.class).hasMessageContaining("answer 0");
    }
}
