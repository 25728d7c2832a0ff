package io.understudy.agent.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;

class HeldOutRidgeTest {
    private static final int EXAMPLES = 24;
    private static final int FEATURES = 5;
    private static final int GROUPS = 6;

    /** What is said of each group is what a regression says that was fitted without it. */
    @Property(tries = 50)
    void whatIsHeldOutIsNotKnown(@ForAll long seed) {
        Random random = new Random(seed);
        DMatrixRMaj features = RandomMatrices_DDRM.rectangle(EXAMPLES, FEATURES, -1, 1, random);
        DMatrixRMaj targets = RandomMatrices_DDRM.rectangle(EXAMPLES, 1, -1, 1, random);
        int[] groups = IntStream.range(0, EXAMPLES).map(i -> i % GROUPS).toArray();
        double least = Double.POSITIVE_INFINITY;
        double[] expected = {};
        for (double penalty : HeldOutRidge.PENALTIES) {
            double[] said = new double[EXAMPLES];
            double error = 0;
            for (int i = 0; i < EXAMPLES; i++) {
                int own = groups[i];
                int[] others = IntStream.range(0, EXAMPLES)
                        .filter(other -> groups[other] != own)
                        .toArray();
                said[i] = refitted(features, targets, others, penalty, i);
                error += Math.pow(said[i] - targets.get(i, 0), 2);
            }
            if (error < least) {
                least = error;
                expected = said;
            }
        }
        HeldOutRidge.Fit fit =
                new HeldOutRidge(features, groups).fit(List.of(targets)).get(0);
        for (int i = 0; i < EXAMPLES; i++) {
            assertThat(fit.heldOut().get(i, 0)).isCloseTo(expected[i], within(1e-6));
        }
    }

    /** Linear targets of few features come back. */
    @Property(tries = 50)
    void aLinearTargetComesBack(@ForAll long seed) {
        Random random = new Random(seed);
        DMatrixRMaj features = RandomMatrices_DDRM.rectangle(EXAMPLES, FEATURES, -1, 1, random);
        DMatrixRMaj targets = new DMatrixRMaj(EXAMPLES, 1);
        for (int i = 0; i < EXAMPLES; i++) {
            targets.set(i, 0, 3 - 2 * features.get(i, 0) + features.get(i, 1));
        }
        HeldOutRidge.Fit fit = new HeldOutRidge(
                        features, IntStream.range(0, EXAMPLES).toArray())
                .fit(List.of(targets))
                .get(0);
        assertThat(fit.of(new double[] {0.5, -0.5, 0, 0, 0})[0]).isCloseTo(1.5, within(1e-3));
    }

    /** What a regression on some examples says of another; the constant is not penalised. */
    private static double refitted(DMatrixRMaj features, DMatrixRMaj targets, int[] some, double penalty, int other) {
        DMatrixRMaj x = new DMatrixRMaj(some.length, FEATURES + 1);
        DMatrixRMaj y = new DMatrixRMaj(some.length, 1);
        for (int i = 0; i < some.length; i++) {
            CommonOps_DDRM.extract(features, some[i], some[i] + 1, 0, FEATURES, x, i, 0);
            x.set(i, FEATURES, 1);
            y.set(i, 0, targets.get(some[i], 0));
        }
        DMatrixRMaj squares = new DMatrixRMaj(FEATURES + 1, FEATURES + 1);
        CommonOps_DDRM.multTransA(x, x, squares);
        for (int f = 0; f <= FEATURES; f++) {
            squares.add(f, f, EXAMPLES * (f == FEATURES ? HeldOutRidge.FREE : penalty));
        }
        DMatrixRMaj products = new DMatrixRMaj(FEATURES + 1, 1);
        CommonOps_DDRM.multTransA(x, y, products);
        DMatrixRMaj weights = new DMatrixRMaj(FEATURES + 1, 1);
        CommonOps_DDRM.solve(squares, products, weights);
        double said = weights.get(FEATURES, 0);
        for (int f = 0; f < FEATURES; f++) {
            said += features.get(other, f) * weights.get(f, 0);
        }
        return said;
    }
}
