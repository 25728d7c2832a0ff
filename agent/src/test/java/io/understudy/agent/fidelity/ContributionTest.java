package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.fidelity.Breakdown.Dimension;
import io.understudy.agent.model.Task;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;

class ContributionTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final float[] ROW = {0.7f, 0.1f, 0.1f, 0.1f};
    private static final double[] ALIKE = {0.7, 0.1, 0.1, 0.1};
    private static final double[] OTHER = {0.1, 0.7, 0.1, 0.1};

    /** Traffic of three segments; in one of them, after one symbol, the surrogate is wrong. */
    private static Breakdown traffic(int sequences, String wrongSegment, String wrongAfter, long seed) {
        Random random = new Random(seed);
        Breakdown.Builder builder = new Breakdown.Builder();
        for (int i = 0; i < sequences; i++) {
            int[] word = random.ints(2 + random.nextInt(10), 0, NAMES.size()).toArray();
            String segment = random.nextInt(10) == 0 ? "small" : random.nextBoolean() ? "east" : "west";
            List<String> symbols =
                    java.util.Arrays.stream(word).mapToObj(NAMES::get).toList();
            float[][] model = new float[word.length + 1][];
            double[][] said = new double[word.length + 1][];
            for (int t = 0; t <= word.length; t++) {
                model[t] = ROW;
                boolean wrong = segment.equals(wrongSegment)
                        && t > 0
                        && symbols.get(t - 1).equals(wrongAfter);
                said[t] = wrong || random.nextInt(100) == 0 ? OTHER : ALIKE;
            }
            Comparison comparison = Comparison.of(Task.LANGUAGE_MODEL, word, model, w -> new Answer(said, 0));
            builder.add(comparison, symbols, null, segment);
        }
        return builder.build();
    }

    @Example
    void theSegmentThatChangedIsNamedFirstWithItsFidelityBeforeAndAfter() {
        Breakdown before = traffic(4_000, "nowhere", "b", 1);
        Breakdown after = traffic(2_000, "small", "b", 2);
        List<Contribution> all = Contribution.of(before, after, Measure.DECISION_AGREEMENT);
        Contribution first = all.get(0);
        assertThat(first.dimension()).isEqualTo(Dimension.SEGMENT);
        assertThat(first.value()).isEqualTo("small");
        assertThat(first.share()).isCloseTo(0.1, within(0.03));
        assertThat(first.before()).isCloseTo(0.99, within(0.01));
        assertThat(first.after()).isBetween(0.6, 0.8);
        assertThat(first.explains()).isBetween(0.7, 1.3);
        assertThat(all.stream()
                        .filter(one -> one.dimension() == Dimension.SYMBOL)
                        .map(Contribution::value))
                .containsExactly("b");
    }

    @Example
    void whereAllOfTheTrafficChangedNoSegmentIsBlamed() {
        Breakdown before = traffic(4_000, "nowhere", "b", 1);
        Breakdown.Builder builder = new Breakdown.Builder();
        for (int i = 0; i < 900; i++) {
            double[][] said = {OTHER};
            Comparison comparison =
                    Comparison.of(Task.LANGUAGE_MODEL, new int[0], new float[][] {ROW}, w -> new Answer(said, 0));
            builder.add(comparison, List.of(), null, i % 10 == 0 ? "small" : i % 2 == 0 ? "east" : "west");
        }
        assertThat(Contribution.of(before, builder.build(), Measure.TOTAL_VARIATION))
                .noneMatch(one -> one.dimension() == Dimension.SEGMENT);
    }

    @Example
    void aFewSequencesBlameNoSegmentByChance() {
        Breakdown before = traffic(4_000, "nowhere", "b", 1);
        int blamed = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Breakdown.Builder builder = new Breakdown.Builder();
            for (int i = 0; i < 16; i++) {
                double[][] said = {random.nextBoolean() ? OTHER : ALIKE};
                Comparison comparison =
                        Comparison.of(Task.LANGUAGE_MODEL, new int[0], new float[][] {ROW}, w -> new Answer(said, 0));
                builder.add(comparison, List.of(), null, random.nextBoolean() ? "east" : "west");
            }
            blamed += Contribution.of(before, builder.build(), Measure.DECISION_AGREEMENT).stream()
                            .anyMatch(one -> one.dimension() == Dimension.SEGMENT)
                    ? 1
                    : 0;
        }
        assertThat(blamed).isLessThanOrEqualTo(10);
    }

    @Example
    void sumsOfPartsAreTheWhole() {
        Breakdown one = traffic(50, "small", "a", 3);
        Breakdown two = traffic(70, "east", "c", 4);
        Breakdown sum = Breakdown.sum(List.of(one, two));
        assertThat(sum.total().positions())
                .isEqualTo(one.total().positions() + two.total().positions());
        sum.slices().forEach((dimension, slices) -> assertThat(slices.values().stream()
                        .mapToLong(FidelitySlice::decided)
                        .sum())
                .as(dimension.key())
                .isEqualTo(sum.total().decided()));
    }

    @Example
    void valuesThatAreTooManyAreOther() {
        Breakdown.Builder builder = new Breakdown.Builder();
        double[][] said = {ALIKE};
        Comparison comparison =
                Comparison.of(Task.LANGUAGE_MODEL, new int[0], new float[][] {ROW}, w -> new Answer(said, 0));
        for (int i = 0; i < 1_000; i++) {
            builder.add(comparison, List.of(), null, "segment-" + i);
        }
        Breakdown sum = Breakdown.sum(List.of(builder.build(), builder.build()));
        assertThat(sum.slices().get(Dimension.SEGMENT)).hasSize(256).containsKey(Breakdown.OTHER);
        assertThat(sum.slices().get(Dimension.SEGMENT).values().stream()
                        .mapToLong(FidelitySlice::positions)
                        .sum())
                .isEqualTo(2_000);
    }
}
