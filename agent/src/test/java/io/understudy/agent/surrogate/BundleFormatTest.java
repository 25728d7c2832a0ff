package io.understudy.agent.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.PhraseClassifier;
import io.understudy.agent.phrase.Rule;
import io.understudy.agent.phrase.ScoredPhrases;
import io.understudy.agent.rule.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFormatTest {
    private final BundleFormat format = new BundleFormat();

    @TempDir
    Path folder;

    private static Bundle bundle() {
        WeightedAutomaton automaton = Stochastic.automaton(3, 2, new Random(1));
        FiniteAutomaton finite = new FiniteAutomaton(
                true,
                0,
                new int[][] {{0, 1}, {1, 0}},
                new double[][] {{0.2, 0.3, 0.5}, {0.6, 0.3, 0.1}},
                new long[] {3, 1},
                new long[][] {{1, 1}, {0, 0}});
        Provenance provenance = new Provenance(
                "traffic.txt",
                100,
                1,
                Map.of(Bundle.FSA, new Provenance.Origin("k-means++", null, 4_000, Duration.ofSeconds(2))),
                Instant.parse("2026-11-21T10:00:00Z"));
        return new Bundle(
                "orders",
                7,
                List.of("a", "b"),
                List.of(),
                provenance,
                new TreeMap<>(Map.of(Bundle.WA, automaton, Bundle.FSA, finite, Bundle.RULES, rules())),
                null,
                List.of(),
                null);
    }

    private static Rules rules() {
        Rule rule = new Rule(new Phrase(new int[] {2, 0, 1}), 2, 1.5, 7, new double[] {0.1, 0.2, 0.7});
        OrderedRules ordered = new OrderedRules(true, 2, List.of(rule), new double[] {0.4, 0.3, 0.3});
        ScoredPhrases scored = new ScoredPhrases(
                true, 2, List.of(new Phrase(new int[] {1})), new double[][] {{1, -1, 0}}, new double[] {0, 0.5, -0.5});
        return new Rules(AttributionMethod.BETA, ordered, ordered, scored, Rules.SCORED);
    }

    @Test
    void rulesAnswerAsBefore() {
        Bundle loaded = format.read(format.write(bundle()), "here");
        Rules rules = (Rules) loaded.surrogates().get(Bundle.RULES);
        assertThat(rules.best()).isInstanceOf(ScoredPhrases.class);
        int[] word = {0, 1, 1};
        for (Map.Entry<String, PhraseClassifier> one : rules.classifiers().entrySet()) {
            double[][] expected = rules().classifiers()
                    .get(one.getKey())
                    .scorer()
                    .answer(word)
                    .rows();
            assertThat(one.getValue().scorer().answer(word).rows()).isDeepEqualTo(expected);
        }
    }

    @Test
    void whatIsSavedIsWhatIsLoaded() {
        Bundle bundle = bundle();
        Path file = folder.resolve("deep/er/orders.surrogate");
        format.save(bundle, file);
        Bundle loaded = format.load(file);
        assertThat(loaded.version()).isEqualTo(7);
        assertThat(loaded.provenance()).isEqualTo(bundle.provenance());
        int[] word = {0, 1, 1, 0};
        bundle.surrogates().forEach((name, automaton) -> assertThat(
                        loaded.surrogates().get(name).scorer().answer(word).rows())
                .isDeepEqualTo(automaton.scorer().answer(word).rows()));
    }

    @Test
    void anotherFormatVersionIsRefused() {
        byte[] bytes = format.write(bundle());
        byte[] name = "formatVersion".getBytes(StandardCharsets.UTF_8);
        int at = indexOf(bytes, name) + name.length;
        bytes[at] = 9;
        assertThatThrownBy(() -> format.read(bytes, "x.surrogate"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "x.surrogate has surrogate format version 9; this Understudy reads version 4 to 7: distil it again");
    }

    @Test
    void whatIsNoBundleIsRefused() throws IOException {
        byte[] bytes = format.write(bundle());
        for (byte[] wrong : List.of(
                new byte[0], "hello".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(bytes, bytes.length / 2))) {
            Path file = folder.resolve("wrong");
            Files.write(file, wrong);
            assertThatThrownBy(() -> format.load(file))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is not a surrogate");
        }
        assertThatThrownBy(() -> format.load(folder.resolve("missing")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no surrogate at");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + part.length), part)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
