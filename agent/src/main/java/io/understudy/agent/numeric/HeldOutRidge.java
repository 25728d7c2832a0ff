package io.understudy.agent.numeric;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Ridge regression that tells what it would have said of each example without it. Examples of a group are left out
 * together; the penalty is the one whose error on examples left out is least. What is left out is solved for exactly
 * (the residuals of a group are (I − H)⁻¹ of the fitted ones, H being its block of the hat matrix), not fitted again.
 */
public final class HeldOutRidge {
    static final double[] PENALTIES = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10};
    /** Of the constant feature: as good as none. */
    static final double FREE = 1e-9;

    private final DMatrixRMaj examples;
    private final DMatrixRMaj squares;
    private final List<int[]> groups;

    /**
     * Takes the examples.
     *
     * @param features [examples × features], about the size of one; a constant is added
     * @param groups of the examples, two or more
     */
    public HeldOutRidge(DMatrixRMaj features, int[] groups) {
        int n = features.numRows;
        examples = new DMatrixRMaj(n, features.numCols + 1);
        CommonOps_DDRM.insert(features, examples, 0, 0);
        for (int i = 0; i < n; i++) {
            examples.set(i, features.numCols, 1);
        }
        squares = new DMatrixRMaj(examples.numCols, examples.numCols);
        CommonOps_DDRM.multTransA(examples, examples, squares);
        Map<Integer, List<Integer>> members = IntStream.range(0, n)
                .boxed()
                .collect(Collectors.groupingBy(i -> groups[i], TreeMap::new, Collectors.toList()));
        this.groups = members.values().stream()
                .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /**
     * What was fitted.
     *
     * @param weights [features + 1 × targets], the last row is the constant's
     * @param heldOut [examples × targets], each said without its group
     */
    public record Fit(DMatrixRMaj weights, DMatrixRMaj heldOut) {
        /** Targets of one more example. */
        public double[] of(double[] features) {
            double[] said = new double[weights.numCols];
            for (int t = 0; t < said.length; t++) {
                said[t] = weights.get(features.length, t);
                for (int f = 0; f < features.length; f++) {
                    said[t] += features[f] * weights.get(f, t);
                }
            }
            return said;
        }

        private Fit columns(int from, int count) {
            return new Fit(
                    CommonOps_DDRM.extract(weights, 0, weights.numRows, from, from + count),
                    CommonOps_DDRM.extract(heldOut, 0, heldOut.numRows, from, from + count));
        }
    }

    /** Fits each of some targets [examples × targets], with a penalty of its own. */
    public List<Fit> fit(List<DMatrixRMaj> targets) {
        if (targets.isEmpty()) {
            return List.of();
        }
        DMatrixRMaj all = targets.stream()
                .reduce((one, other) -> CommonOps_DDRM.concatColumns(one, other, null))
                .orElseThrow();
        Fit[] best = new Fit[targets.size()];
        double[] least = new double[targets.size()];
        for (double penalty : PENALTIES) {
            Fit together = fit(all, inverse(penalty));
            int column = 0;
            for (int i = 0; i < best.length; i++) {
                Fit fit = together.columns(column, targets.get(i).numCols);
                column += targets.get(i).numCols;
                double error = error(fit, targets.get(i));
                if (best[i] == null || error < least[i]) {
                    least[i] = error;
                    best[i] = fit;
                }
            }
        }
        return List.of(best);
    }

    private DMatrixRMaj inverse(double penalty) {
        DMatrixRMaj inverse = squares.copy();
        int constant = inverse.numCols - 1;
        for (int f = 0; f <= constant; f++) {
            inverse.add(f, f, examples.numRows * (f == constant ? FREE : penalty));
        }
        if (!CommonOps_DDRM.invert(inverse)) {
            throw new ArithmeticException("a ridge regression on %d features cannot be solved".formatted(constant));
        }
        return inverse;
    }

    private Fit fit(DMatrixRMaj targets, DMatrixRMaj inverse) {
        DMatrixRMaj products = new DMatrixRMaj(examples.numCols, targets.numCols);
        CommonOps_DDRM.multTransA(examples, targets, products);
        DMatrixRMaj weights = product(inverse, products);
        DMatrixRMaj heldOut = product(examples, weights);
        for (int[] group : groups) {
            DMatrixRMaj own = rows(examples, group);
            DMatrixRMaj left = new DMatrixRMaj(group.length, group.length);
            CommonOps_DDRM.multTransB(product(own, inverse), own, left);
            CommonOps_DDRM.changeSign(left);
            CommonOps_DDRM.addEquals(left, CommonOps_DDRM.identity(group.length));
            DMatrixRMaj fitted = rows(targets, group);
            CommonOps_DDRM.subtractEquals(fitted, rows(heldOut, group));
            DMatrixRMaj residuals = new DMatrixRMaj(group.length, targets.numCols);
            if (!CommonOps_DDRM.solve(left, fitted, residuals)) {
                throw new ArithmeticException("a group of %d examples cannot be left out".formatted(group.length));
            }
            for (int i = 0; i < group.length; i++) {
                for (int t = 0; t < targets.numCols; t++) {
                    heldOut.set(group[i], t, targets.get(group[i], t) - residuals.get(i, t));
                }
            }
        }
        return new Fit(weights, heldOut);
    }

    private static double error(Fit fit, DMatrixRMaj targets) {
        double sum = 0;
        for (int i = 0; i < targets.getNumElements(); i++) {
            double difference = fit.heldOut.get(i) - targets.get(i);
            sum += difference * difference;
        }
        return sum;
    }

    private static DMatrixRMaj product(DMatrixRMaj one, DMatrixRMaj other) {
        DMatrixRMaj product = new DMatrixRMaj(one.numRows, other.numCols);
        CommonOps_DDRM.mult(one, other, product);
        return product;
    }

    private static DMatrixRMaj rows(DMatrixRMaj from, int[] which) {
        DMatrixRMaj rows = new DMatrixRMaj(which.length, from.numCols);
        for (int i = 0; i < which.length; i++) {
            CommonOps_DDRM.extract(from, which[i], which[i] + 1, 0, from.numCols, rows, i, 0);
        }
        return rows;
    }
}
