package io.understudy.agent.kernel;

/**
 * Multiplies row vectors by matrices, in single precision. A scorer prepares its matrices once and then does little
 * else.
 */
public interface Kernel {
    /** The module that {@link VectorKernel} needs; the launcher asks for it. */
    String VECTOR_MODULE = "jdk.incubator.vector";

    /** The fastest that this process can run. */
    static Kernel best() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            return new PlainKernel();
        }
        try {
            // By name: without the module not even the class can be loaded.
            return (Kernel) Class.forName(Kernel.class.getPackageName() + ".VectorKernel")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the vector kernel is missing from this build", e);
        }
    }

    /** Which kernel this is, for people. */
    String name();

    /**
     * Prepares a matrix.
     *
     * @param values [height · width], row-major
     */
    Matrix matrix(double[] values, int height, int width);

    /**
     * Makes weights a distribution and puts a background behind it: to = share · row / Σ row + background.
     *
     * @param row a product of one of this kernel's matrices
     * @param background as long as the row
     * @param to where the distribution goes, from {@code at} on
     * @return 1 / Σ row; where the sum is not positive, zero, and nothing is written
     */
    float distribution(float[] row, float share, float[] background, float[] to, int at);

    /** A matrix in the layout that suits the kernel. */
    interface Matrix {
        /**
         * The length that a vector must have to take a product: the matrix's width, padded. What lies beyond the width
         * is set to zero.
         */
        int paddedWidth();

        /**
         * y = factor · xᵀM.
         *
         * @param x at least as long as the matrix is high
         * @param y {@link #paddedWidth()} long
         */
        void times(float[] x, float factor, float[] y);
    }
}
