package io.understudy.agent.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** A line is told from what is only slow, from points and from cycles. */
class ContinuousSetSearchTest {
    private static final double STEP = 1e-5;

    /** A map by its formula. */
    private record Formula(int width, UnaryOperator<double[]> next) implements StateMap {
        @Override
        public double[] next(double[] state, int symbol) {
            return next.apply(state);
        }

        @Override
        public DMatrixRMaj jacobian(double[] state, int symbol) {
            DMatrixRMaj jacobian = new DMatrixRMaj(width, width);
            for (int j = 0; j < width; j++) {
                double[] more = state.clone();
                double[] less = state.clone();
                more[j] += STEP;
                less[j] -= STEP;
                double[] up = next.apply(more);
                double[] down = next.apply(less);
                for (int i = 0; i < width; i++) {
                    jacobian.set(i, j, (up[i] - down[i]) / (2 * STEP));
                }
            }
            return jacobian;
        }

        @Override
        public double precision() {
            return 1e-9;
        }
    }

    private static List<ContinuousSet> sets(int width, UnaryOperator<double[]> next) {
        Random random = new Random(1);
        List<double[]> starts = IntStream.range(0, 200)
                .mapToObj(i -> random.doubles(width, -1, 1).toArray())
                .toList();
        return new ContinuousSetSearch(new Formula(width, next), 0, States.spread(starts)).from(starts);
    }

    @Test
    void aCounterHasALineAndTwoOfThemAPlane() {
        List<ContinuousSet> line = sets(2, s -> new double[] {0.9995 * s[0], 0.5 * s[1]});
        assertThat(line).hasSize(1);
        assertThat(line.get(0).dimension()).isEqualTo(1);
        assertThat(line.get(0).eigenvalue()).isCloseTo(0.9995, within(1e-4));
        assertThat(sets(3, s -> new double[] {s[0], s[1], 0.5 * s[2]}))
                .singleElement()
                .satisfies(plane -> assertThat(plane.dimension()).isEqualTo(2));
    }

    @Test
    void anAngleIsALineToo() {
        List<ContinuousSet> ring = sets(2, s -> {
            double radius = Math.hypot(s[0], s[1]);
            double next = radius + 0.3 * (1 - radius);
            return new double[] {s[0] / radius * next, s[1] / radius * next};
        });
        assertThat(ring).singleElement().satisfies(set -> assertThat(set.dimension())
                .isEqualTo(1));
    }

    @Test
    void slowPointsAttractorsAndCyclesAreNone() {
        // Two fixed points have just met and vanished at 0: what passes takes 1,000 steps.
        assertThat(sets(1, s -> new double[] {Math.min(2, s[0] + 1e-5 + s[0] * s[0])}))
                .isEmpty();
        assertThat(sets(2, s -> new double[] {Math.tanh(2 * s[0]), Math.tanh(2 * s[1])}))
                .isEmpty();
        assertThat(sets(2, s -> new double[] {
                    Math.cos(0.5) * s[0] - Math.sin(0.5) * s[1], Math.sin(0.5) * s[0] + Math.cos(0.5) * s[1]
                }))
                .isEmpty();
    }
}
