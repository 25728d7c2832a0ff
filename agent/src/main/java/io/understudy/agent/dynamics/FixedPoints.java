package io.understudy.agent.dynamics;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.LUDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Points at which the speed ‖F(h) − h‖ is zero (Sussillo & Barak 2013), by Newton's method with a step as long as it
 * helps, and whether they attract (Ceni, Ashwin & Livi 2018).
 */
final class FixedPoints {
    private static final int MOST_STEPS = 60;
    private static final int MOST_HALVINGS = 14;
    private static final int MOST_DOUBLINGS = 10;

    private final StateMap map;
    private final int symbol;

    FixedPoints(StateMap map, int symbol) {
        this.map = map;
        this.symbol = symbol;
    }

    double speed(double[] state) {
        return States.distance(map.next(state, symbol), state);
    }

    /** The fixed point that Newton's method comes to from a state; empty if it comes to none. */
    Optional<double[]> near(double[] start, double scale) {
        double[] at = start;
        double speed = speed(at);
        double enough = map.precision() * scale;
        for (int step = 0; step < MOST_STEPS && speed > enough; step++) {
            double[] direction = newton(at);
            double share = 1;
            double[] best = null;
            for (int halving = 0; halving < MOST_HALVINGS && direction != null && best == null; halving++) {
                double[] tried = at.clone();
                for (int i = 0; i < tried.length; i++) {
                    tried[i] += share * direction[i];
                }
                best = speed(tried) < speed ? tried : null;
                share /= 2;
            }
            if (best == null) {
                break;
            }
            at = best;
            speed = speed(at);
        }
        return speed <= 10 * enough ? Optional.of(at) : Optional.empty();
    }

    /** The solution d of (J − I) d = h − F(h); null if there is none. */
    private double[] newton(double[] at) {
        int width = map.width();
        DMatrixRMaj matrix = map.jacobian(at, symbol);
        double[] next = map.next(at, symbol);
        DMatrixRMaj right = new DMatrixRMaj(width, 1);
        for (int i = 0; i < width; i++) {
            matrix.add(i, i, -1);
            right.set(i, 0, at[i] - next[i]);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(width);
        if (!solver.setA(matrix)) {
            return null;
        }
        DMatrixRMaj direction = new DMatrixRMaj(width, 1);
        solver.solve(right, direction);
        for (double value : direction.data) {
            if (!Double.isFinite(value)) {
                return null;
            }
        }
        return direction.data;
    }

    /** The sign of det(I − J) at a fixed point; 0 where it is degenerate. */
    int sign(double[] point) {
        DMatrixRMaj matrix = map.jacobian(point, symbol);
        CommonOps_DDRM.changeSign(matrix);
        for (int i = 0; i < map.width(); i++) {
            matrix.add(i, i, 1);
        }
        LUDecomposition_F64<DMatrixRMaj> lu = DecompositionFactory_DDRM.lu(map.width(), map.width());
        if (!lu.decompose(matrix) || lu.isSingular()) {
            return 0;
        }
        return (int) Math.signum(lu.computeDeterminant().real);
    }

    /** A fixed point or limit cycle, and whether it attracts. */
    LimitSet place(List<double[]> cycle) {
        double radius = spectralRadius(cycle);
        return new LimitSet(List.of(symbol), cycle, radius < 1, radius, 0, 1);
    }

    /** The largest modulus of an eigenvalue of the derivative along some points: below 1, they attract. */
    double spectralRadius(Iterable<double[]> cycle) {
        DMatrixRMaj along = CommonOps_DDRM.identity(map.width());
        int period = 0;
        for (double[] point : cycle) {
            DMatrixRMaj product = new DMatrixRMaj(map.width(), map.width());
            CommonOps_DDRM.mult(map.jacobian(point, symbol), along, product);
            along = product;
            period++;
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(map.width(), false);
        if (!eigen.decompose(along.copy())) {
            return byPowers(along);
        }
        double largest = 0;
        for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
            Complex_F64 value = eigen.getEigenvalue(i);
            largest = Math.max(largest, Math.hypot(value.real, value.imaginary));
        }
        return Math.pow(largest, 1.0 / period);
    }

    /** How many eigenvalues of the derivative at a point are as near to 1 as this; none where they are not found. */
    long eigenvaluesNearOne(double[] point, double within) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(map.width(), false);
        if (!eigen.decompose(map.jacobian(point, symbol))) {
            return 0;
        }
        return IntStream.range(0, eigen.getNumberOfEigenvalues())
                .mapToObj(eigen::getEigenvalue)
                .filter(value -> Math.hypot(value.real - 1, value.imaginary) < within)
                .count();
    }

    /** Gelfand's formula, for a matrix whose eigenvalues are not found. */
    private static double byPowers(DMatrixRMaj matrix) {
        DMatrixRMaj power = matrix;
        double logarithm = 0;
        for (int doubling = 0; doubling < MOST_DOUBLINGS; doubling++) {
            double norm = Math.max(Double.MIN_NORMAL, CommonOps_DDRM.elementMaxAbs(power));
            logarithm += Math.log(norm) / Math.pow(2, doubling);
            DMatrixRMaj scaled = power.copy();
            CommonOps_DDRM.scale(1 / norm, scaled);
            DMatrixRMaj square = new DMatrixRMaj(matrix.numRows, matrix.numCols);
            CommonOps_DDRM.mult(scaled, scaled, square);
            power = square;
        }
        return Math.exp(logarithm);
    }
}
