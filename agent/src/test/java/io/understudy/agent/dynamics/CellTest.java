package io.understudy.agent.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.model.RecurrentLayers;
import io.understudy.agent.model.RecurrentLayers.Kind;
import io.understudy.agent.model.RecurrentLayers.Layer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;

/** The analytic derivative of each cell, and of cells upon each other, is what finite differences say. */
class CellTest {
    private static final double STEP = 1e-6;

    @Property(tries = 20)
    void derivatives(@ForAll long seed, @ForAll Kind kind, @ForAll Kind above, @ForAll boolean linearBeforeReset) {
        Random random = new Random(seed);
        float[][] inputs = random(random, 3, 4);
        Layer lower = layer(random, kind, 5, 4, linearBeforeReset);
        check(new CellStateMap(new RecurrentLayers(List.of(lower), inputs)), random);
        Layer upper = layer(random, above, 3, 5, linearBeforeReset);
        check(new CellStateMap(new RecurrentLayers(List.of(lower, upper), inputs)), random);
    }

    private static void check(StateMap map, Random random) {
        double[] state = random.doubles(map.width(), -0.9, 0.9).toArray();
        DMatrixRMaj jacobian = map.jacobian(state, 1);
        for (int j = 0; j < state.length; j++) {
            double[] more = state.clone();
            double[] less = state.clone();
            more[j] += STEP;
            less[j] -= STEP;
            double[] up = map.next(more, 1);
            double[] down = map.next(less, 1);
            for (int i = 0; i < state.length; i++) {
                assertThat(jacobian.get(i, j)).isCloseTo((up[i] - down[i]) / (2 * STEP), within(1e-5));
            }
        }
    }

    private static Layer layer(Random random, Kind kind, int width, int inputs, boolean linearBeforeReset) {
        int rows = width
                * switch (kind) {
                    case RNN -> 1;
                    case GRU -> 3;
                    case LSTM -> 4;
                };
        return new Layer(
                kind,
                width,
                random(random, rows, inputs),
                random(random, rows, width),
                random(random, 1, rows)[0],
                random(random, 1, rows)[0],
                linearBeforeReset);
    }

    private static float[][] random(Random random, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }
}
