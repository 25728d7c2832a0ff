package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MeasuresTest {
    /** A model's distribution and a surrogate's over the same symbols, from nearly even to nearly certain. */
    record Pair(float[] p, double[] q) {
        static Pair of(int symbols, double sharpness, double distance, long seed) {
            Random random = new Random(seed);
            double[] p = random.doubles(symbols)
                    .map(x -> Math.pow(x, sharpness) + 1e-6)
                    .toArray();
            double[] q = Arrays.stream(p)
                    .map(x -> x * Math.exp(distance * random.nextGaussian()))
                    .toArray();
            double sumP = Arrays.stream(p).sum();
            double sumQ = Arrays.stream(q).sum();
            float[] model = new float[symbols];
            for (int i = 0; i < symbols; i++) {
                model[i] = (float) (p[i] / sumP);
                q[i] /= sumQ;
            }
            return new Pair(model, q);
        }

        Pair permuted(long seed) {
            List<Integer> order = new java.util.ArrayList<>(
                    IntStream.range(0, q.length).boxed().toList());
            Collections.shuffle(order, new Random(seed));
            float[] model = new float[q.length];
            double[] surrogate = new double[q.length];
            for (int i = 0; i < q.length; i++) {
                model[i] = p[order.get(i)];
                surrogate[i] = q[order.get(i)];
            }
            return new Pair(model, surrogate);
        }
    }

    @Provide
    Arbitrary<Pair> pairs() {
        return Arbitraries.integers().between(2, 40).flatMap(symbols -> Arbitraries.doubles()
                .between(0.01, 20)
                .flatMap(sharpness -> Arbitraries.doubles().between(0, 3).flatMap(distance -> Arbitraries.longs()
                        .map(seed -> Pair.of(symbols, sharpness, distance, seed)))));
    }

    @Property
    void allAreInTheirRanges(@ForAll("pairs") Pair pair) {
        assertThat(Measures.variation(pair.p, pair.q)).isBetween(0.0, 1.0);
        assertThat(ModelRow.of(pair.p).decision(pair.q).regret()).isBetween(0.0, 1.0);
        assertThat(ModelRow.of(pair.p).divergence(pair.q)).isNotNegative();
    }

    @Property
    void aDistributionIsPerfectlyFaithfulToItself(@ForAll("pairs") Pair pair) {
        double[] same =
                IntStream.range(0, pair.p.length).mapToDouble(i -> pair.p[i]).toArray();
        assertThat(Measures.variation(pair.p, same)).isZero();
        assertThat(ModelRow.of(pair.p).decision(same).regret()).isZero();
        assertThat(ModelRow.of(pair.p).divergence(same)).isCloseTo(0, within(1e-9));
        assertThat(ModelRow.of(pair.p).decision(same).isSame(0)).isTrue();
    }

    @Property
    void theOrderOfTheAlphabetDoesNotMatter(@ForAll("pairs") Pair pair, @ForAll long seed) {
        Pair other = pair.permuted(seed);
        assertThat(Measures.variation(other.p, other.q)).isCloseTo(Measures.variation(pair.p, pair.q), within(1e-9));
        assertThat(ModelRow.of(other.p).decision(other.q).regret())
                .isCloseTo(ModelRow.of(pair.p).decision(pair.q).regret(), within(1e-9));
        assertThat(ModelRow.of(other.p).divergence(other.q))
                .isCloseTo(ModelRow.of(pair.p).divergence(pair.q), within(1e-6));
        assertThat(ModelRow.of(other.p).decision(other.q).isSame(0.05))
                .isEqualTo(ModelRow.of(pair.p).decision(pair.q).isSame(0.05));
    }

    @Property
    void pinsker(@ForAll("pairs") Pair pair) {
        // A float's rounding is the slack.
        assertThat(Measures.variation(pair.p, pair.q))
                .isLessThanOrEqualTo(Math.sqrt(ModelRow.of(pair.p).divergence(pair.q) / 2) + 1e-4);
    }

    @Property
    void whoGivesUpLittleDecidesAlike(@ForAll("pairs") Pair pair) {
        double best = pair.p[Ranking.first(pair.p)];
        double regret = ModelRow.of(pair.p).decision(pair.q).regret();
        if (regret < 0.0499 * best) {
            assertThat(ModelRow.of(pair.p).decision(pair.q).isSame(0.05)).isTrue();
        } else if (regret > 0.0501 * best) {
            assertThat(ModelRow.of(pair.p).decision(pair.q).isSame(0.05)).isFalse();
        }
        assertThat(regret).isLessThanOrEqualTo(2 * Measures.variation(pair.p, pair.q) + 1e-6);
    }

    @Example
    void aNearTieIsTheSameDecisionAndAnotherFirst() {
        float[] p = {0.401f, 0.4f, 0.199f};
        double[] q = {0.4, 0.401, 0.199};
        assertThat(Ranking.first(p)).isNotEqualTo(Ranking.first(q));
        assertThat(ModelRow.of(p).decision(q).isSame(0.05)).isTrue();
        assertThat(ModelRow.of(p).decision(q).isSame(0)).isFalse();
        assertThat(ModelRow.of(p).decision(new double[] {0.2, 0.2, 0.6}).isSame(0.05))
                .isFalse();
        assertThat(ModelRow.of(p).decision(new double[] {0.2, 0.2, 0.6}).regret())
                .isCloseTo(0.202, within(1e-6));
        assertThat(Measures.variation(p, new double[] {0.2, 0.2, 0.6})).isCloseTo(0.401, within(1e-6));
    }
}
