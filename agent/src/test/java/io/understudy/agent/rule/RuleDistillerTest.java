package io.understudy.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.phrase.ScoredPhrases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is known of a black box is found again, by queries alone. */
class RuleDistillerTest {
    private static RuleDistillation distilled(Oracle oracle, List<int[]> words) {
        return new RuleDistiller(
                        oracle,
                        RuleDistiller.Options.usual(1, Duration.ofSeconds(10)),
                        Clock.systemUTC(),
                        Progress.none())
                .distil(words);
    }

    private static List<int[]> words(int many, int symbols, int longest, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, many)
                .mapToObj(i ->
                        random.ints(random.nextInt(longest + 1), 0, symbols).toArray())
                .toList();
    }

    private static List<String> phrases(OrderedRules rules) {
        return rules.rules().stream()
                .map(rule -> rule.phrase().text(List.of("0", "1")) + " " + rule.outcome())
                .toList();
    }

    @Test
    void onePatternIsOneRule() {
        RuleDistillation found = distilled(Patterns.of("000"), words(3_000, 2, 25, 1));
        assertThat(phrases(found.rules().list())).containsExactly("0 0 0 1");
        assertThat(found.rules().chosen()).isEqualTo(Rules.LIST);
        assertThat(found.heldOut().classAgreement()).isEqualTo(1);
        assertThat(found.rules().score()).isEqualTo(AttributionMethod.OCCLUSION);
    }

    @Test
    void twoPatternsAreTwoRules() {
        RuleDistillation found = distilled(Patterns.of("0110", "1011"), words(3_000, 2, 25, 2));
        assertThat(phrases(found.rules().list())).containsExactlyInAnyOrder("0 1 1 0 1", "1 0 1 1 1");
        assertThat(found.classifiers().get(Rules.LIST).classAgreement()).isEqualTo(1);
    }

    @Test
    void weightsThatAddUpAreFoundAgain() {
        double[] weights = {2, -1.5, 0.5, -0.25, 0, 1};
        Oracle oracle = new Patterns(
                weights.length,
                word -> 1
                        / (1
                                + Math.exp(-IntStream.of(word)
                                                .distinct()
                                                .mapToDouble(s -> weights[s])
                                                .sum()
                                        + 0.6)));
        RuleDistillation found = distilled(oracle, words(2_000, weights.length, 8, 3));
        ScoredPhrases scored = found.rules().scored();
        double[] recovered = new double[weights.length];
        for (int p = 0; p < scored.phrases().size(); p++) {
            int[] symbols = scored.phrases().get(p).symbols();
            if (symbols.length == 1) {
                recovered[symbols[0]] = scored.weights()[p][1] - scored.weights()[p][0];
            }
        }
        for (int s = 0; s < weights.length; s++) {
            assertThat(recovered[s]).isBetween(weights[s] - 0.1, weights[s] + 0.1);
        }
        assertThat(found.classifiers().get(Rules.SCORED).classAgreement()).isGreaterThan(0.99);
    }

    @Test
    void aReasonIsWherePeopleCanSeeIt() {
        Rules rules = distilled(Patterns.of("000"), words(2_000, 2, 25, 4)).rules();
        PhraseScorer scorer = rules.list().scorer();
        int[] word = {1, 0, 1, 0, 0, 0, 1};
        assertThat(scorer.because(word, word.length)).singleElement().satisfies(reason -> {
            assertThat(reason.at()).isEqualTo(3);
            assertThat(reason.outcome()).isEqualTo(1);
        });
        assertThat(scorer.covered(word)).containsExactly(true);
        assertThat(scorer.because(new int[] {1, 0, 1}, 3)).isEmpty();
        assertThat(scorer.covered(new int[0])).containsExactly(false);
        DeletionTest deletion = DeletionTest.of(Patterns.of("000"), scorer, words(500, 2, 25, 5), 1);
        assertThat(deletion.flippedByReason()).isGreaterThan(2 * deletion.flippedByRandom());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(RuleDistiller.impossible(Task.LANGUAGE_MODEL, 501)).isPresent();
        assertThat(RuleDistiller.impossible(Task.CLASSIFIER, 50_000)).isEmpty();
        List<int[]> few = new ArrayList<>(words(9, 2, 5, 1));
        assertThatThrownBy(() -> distilled(Patterns.of("1"), few))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("too few");
    }
}
