package io.understudy.agent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.Fingerprinter;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
    private static final String LANGUAGE = """
            {"id": "small", "task": "language-model", "hidden": "hidden",
             "symbols": ["a", "b", "c", "<begin>", "<end>"], "begin": "<begin>", "end": "<end>"}""";
    private static final int FAMILIES = 3;
    private static final int MEMBERS = 12;

    @TempDir
    Path folder;

    private ModelFile network(int family) throws IOException {
        Path to = folder.resolve("n" + family);
        new SmallGraph("GRU", false, family).write(to, LANGUAGE, 5, 5, true, true);
        return ModelFile.read(to);
    }

    private static double noise(int member) {
        return 0.1 * (member + 1) / MEMBERS;
    }

    /** Members of three families of networks, which differ by weight noise. */
    private Zoo zoo() throws IOException {
        Zoo zoo = new Zoo(folder.resolve("zoo"));
        for (int family = 0; family < FAMILIES; family++) {
            for (int member = 0; member < MEMBERS; member++) {
                zoo.add(
                        "f" + family + "m" + member,
                        fingerprint(network(family).withWeightNoise(noise(member), 1)),
                        Map.of(
                                "family",
                                "family " + family,
                                "noise",
                                Double.toString(noise(member)),
                                "name",
                                "f" + family + "m" + member,
                                "member",
                                Integer.toString(member)));
            }
        }
        return zoo;
    }

    private static Fingerprint fingerprint(ModelFile file) {
        try (OnnxModel model = OnnxModel.open(file, 1)) {
            return Fingerprinter.brief()
                    .take(model, List.of(), Optional.empty())
                    .fingerprint();
        }
    }

    private static Predictor predictor(Zoo zoo, Optional<String> heldOutBy) {
        SortedMap<String, Fingerprint> known = zoo.known();
        return new Predictor(known, zoo.properties(known.keySet()), heldOutBy);
    }

    @Test
    void propertiesOfKnownNetworksArePredictedOfAnother() throws IOException {
        Zoo zoo = zoo();
        try (OnnxModel model = OnnxModel.open(network(1).withWeightNoise(0.05, 1), 1)) {
            List<Prediction> predictions = predictor(zoo, Optional.of("member")).of(model);
            assertThat(predictions).extracting(Prediction::property).containsExactly("family", "noise");
            Prediction family = predictions.get(0);
            assertThat(family.value()).isEqualTo("family 1");
            assertThat(family.networks()).isEqualTo(FAMILIES * MEMBERS);
            assertThat(family.heldOutRight()).isGreaterThan(0.95);
            assertThat(family.heldOutMostFrequent()).isEqualTo(1.0 / FAMILIES);
            assertThat(family.heldOutR2()).isNull();
            Prediction noise = predictions.get(1);
            assertThat(Double.parseDouble(noise.value())).isBetween(0.03, 0.07);
            assertThat(noise.heldOutR2()).isGreaterThan(0.9);
        }
    }

    /** What is held out is not learned from: without its family, a network is of another. */
    @Test
    void whatIsHeldOutTogetherIsUnknown() throws IOException {
        Zoo zoo = zoo();
        SortedMap<String, SortedMap<String, String>> properties =
                new TreeMap<>(zoo.properties(zoo.known().keySet()));
        properties.replaceAll((name, own) -> new TreeMap<>(Map.of(
                "kind", own.get("family"),
                "family", own.get("family"))));
        try (OnnxModel model = OnnxModel.open(network(1), 1)) {
            assertThat(new Predictor(zoo.known(), properties, Optional.of("family")).of(model))
                    .singleElement()
                    .satisfies(kind -> assertThat(kind.heldOutRight()).isZero());
        }
    }

    @Test
    void namesAreNotPredicted() throws IOException {
        Zoo zoo = zoo();
        SortedMap<String, SortedMap<String, String>> properties = new TreeMap<>();
        zoo.known().keySet().forEach(name -> properties.put(name, new TreeMap<>(Map.of("name", name))));
        try (OnnxModel model = OnnxModel.open(network(1), 1)) {
            assertThat(new Predictor(zoo.known(), properties, Optional.empty()).of(model))
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBePredictedIsLeftOutOrRefused() throws IOException {
        Zoo zoo = new Zoo(folder.resolve("few"));
        for (int i = 0; i < Predictor.LEAST_NETWORKS - 1; i++) {
            zoo.add("n" + i, fingerprint(network(i)), Map.of("odd", i % 2 == 0 ? "no" : "yes"));
        }
        try (OnnxModel model = OnnxModel.open(network(1), 1)) {
            assertThat(predictor(zoo, Optional.empty()).of(model)).isEmpty();
            assertThatThrownBy(() -> predictor(zoo, Optional.of("run")).of(model))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'run'");
        }
        assertThatThrownBy(() -> zoo.add("one", fingerprint(network(1)), Map.of("a b", "c")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'a b'");
        Files.writeString(folder.resolve("few/n1.properties"), "odd=\\u00zz");
        assertThatThrownBy(() -> predictor(zoo, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("n1.properties");
    }

    @Test
    void whatIsKnownOfANetworkIsReplacedWithIt() throws IOException {
        Zoo zoo = new Zoo(folder.resolve("one"));
        zoo.add("n", fingerprint(network(1)), Map.of("path", "C:\\data\nx=y", "note", "a = b"));
        assertThat(zoo.properties(List.of("n")).get("n"))
                .containsOnly(Map.entry("path", "C:\\data\nx=y"), Map.entry("note", "a = b"));
        zoo.add("n", fingerprint(network(1)), Map.of());
        assertThat(zoo.properties(List.of("n")).get("n")).isEmpty();
    }
}
