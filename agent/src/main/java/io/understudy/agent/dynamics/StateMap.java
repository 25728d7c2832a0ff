package io.understudy.agent.dynamics;

import org.ejml.data.DMatrixRMaj;

/**
 * A network's recurrent map F: from a state and a symbol to the next state. A state is all state tensors one after the
 * other.
 */
public interface StateMap {
    /** How many numbers a state has. */
    int width();

    /** F(state) under a symbol. */
    double[] next(double[] state, int symbol);

    /** The derivative of F at a state, [width × width]. */
    DMatrixRMaj jacobian(double[] state, int symbol);

    /** The smallest difference between two states, for each unit of length, that means anything. */
    double precision();
}
