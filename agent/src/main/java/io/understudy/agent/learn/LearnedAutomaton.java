package io.understudy.agent.learn;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.learn.ActiveLearner.Learned;
import java.util.List;

/** A learned automaton with the visits and outputs that traffic shows of it. */
public final class LearnedAutomaton {
    private static final double SMALLEST = 1e-6;

    private final Learned learned;
    private final long[] visits;
    private final long[][] moves;
    private final double[][] outputs;

    /**
     * @param words the traffic
     * @param answers the model's
     */
    public LearnedAutomaton(Learned learned, List<int[]> words, List<float[][]> answers, int columns) {
        this.learned = learned;
        int states = learned.classes().length;
        this.visits = new long[states];
        this.moves = new long[states][learned.successors()[0].length];
        this.outputs = new double[states][columns];
        for (int w = 0; w < words.size(); w++) {
            int state = 0;
            visits[0]++;
            for (int symbol : words.get(w)) {
                moves[state][symbol]++;
                state = learned.successors()[state][symbol];
                visits[state]++;
            }
            for (int c = 0; c < columns; c++) {
                outputs[state][c] += answers.get(w)[0][c];
            }
        }
        for (int state = 0; state < states; state++) {
            // Where no word of the traffic ends, only the class that was learned is known.
            outputs[state][learned.classes()[state]] += SMALLEST;
            double all = 0;
            for (double output : outputs[state]) {
                all += output + SMALLEST;
            }
            for (int c = 0; c < columns; c++) {
                outputs[state][c] = (outputs[state][c] + SMALLEST) / all;
            }
        }
    }

    /** As a surrogate. */
    public FiniteAutomaton automaton() {
        return new FiniteAutomaton(false, 0, learned.successors(), outputs, visits, moves);
    }
}
