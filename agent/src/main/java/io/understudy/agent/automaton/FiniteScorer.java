package io.understudy.agent.automaton;

/**
 * Evaluates a finite automaton: one table look-up per symbol. Rows of its answers are shared, not to be written to.
 */
final class FiniteScorer implements Scorer {
    private final boolean everyPrefix;
    private final int initial;
    private final int symbols;
    /** For a state's place, which is its number times the alphabet's size, and a symbol: the next state's place. */
    private final int[] next;

    private final double[][] outputs;

    FiniteScorer(FiniteAutomaton automaton) {
        this.everyPrefix = automaton.everyPrefix();
        this.symbols = automaton.symbols();
        this.initial = automaton.initial() * symbols;
        this.next = new int[automaton.states() * symbols];
        for (int state = 0; state < automaton.states(); state++) {
            for (int symbol = 0; symbol < symbols; symbol++) {
                next[state * symbols + symbol] = automaton.successors()[state][symbol] * symbols;
            }
        }
        this.outputs = automaton.outputs();
    }

    @Override
    public Answer answer(int[] word) {
        int at = initial;
        if (!everyPrefix) {
            for (int symbol : word) {
                at = next[at + symbol];
            }
            return new Answer(new double[][] {outputs[at / symbols]}, 0);
        }
        double[][] rows = new double[word.length + 1][];
        rows[0] = outputs[at / symbols];
        for (int t = 0; t < word.length; t++) {
            at = next[at + word[t]];
            rows[t + 1] = outputs[at / symbols];
        }
        return new Answer(rows, 0);
    }
}
