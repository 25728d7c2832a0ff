package io.understudy.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelTest {
    static Stream<Kernel> kernels() {
        return Stream.of(new PlainKernel(), Kernel.best());
    }

    @Test
    void theBestIsTheVectorOneWhereItsModuleIsThere() {
        assertThat(Kernel.best()).isInstanceOf(VectorKernel.class);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productsOfAllShapesAreThoseOfTheDefinition(Kernel kernel) {
        Random random = new Random(3);
        for (int height = 1; height < 70; height += 3) {
            for (int width = 1; width < 70; width += 5) {
                double[] values = random.doubles((long) height * width, -1, 1).toArray();
                double[] exact = new double[width];
                float[] x = new float[height];
                for (int i = 0; i < height; i++) {
                    x[i] = random.nextFloat();
                    for (int j = 0; j < width; j++) {
                        exact[j] += 2.0 * x[i] * values[i * width + j];
                    }
                }
                Kernel.Matrix matrix = kernel.matrix(values, height, width);
                float[] y = new float[matrix.paddedWidth()];
                matrix.times(x, 2, y);
                for (int j = 0; j < y.length; j++) {
                    assertThat((double) y[j]).isCloseTo(j < width ? exact[j] : 0, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aDistributionIsScaledAndPutOnItsBackground(Kernel kernel) {
        int length = kernel.matrix(new double[3], 1, 3).paddedWidth();
        float[] row = new float[length];
        float[] background = new float[length];
        row[0] = 3;
        row[2] = 1;
        background[1] = 0.2f;
        float[] to = new float[2 * length];
        assertThat(kernel.distribution(row, 0.8f, background, to, length)).isEqualTo(0.25f);
        assertThat(to[length]).isCloseTo(0.6f, within(1e-6f));
        assertThat(to[length + 1]).isCloseTo(0.2f, within(1e-6f));
        assertThat(to[length + 2]).isCloseTo(0.2f, within(1e-6f));
        assertThat(kernel.distribution(new float[length], 1, background, to, 0)).isZero();
    }
}
