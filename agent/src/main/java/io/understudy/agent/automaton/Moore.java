package io.understudy.agent.automaton;

import net.automatalib.alphabet.Alphabet;
import net.automatalib.alphabet.impl.Alphabets;
import net.automatalib.automaton.transducer.impl.CompactMoore;

/** Transition tables as AutomataLib's Moore machines, for its algorithms. */
public final class Moore {
    private Moore() {}

    /** The symbols 0 to {@code symbols} − 1. */
    public static Alphabet<Integer> alphabet(int symbols) {
        return Alphabets.integers(0, symbols - 1);
    }

    /**
     * A machine.
     *
     * @param successors [states][symbols]
     * @param outputs what is said in each state, [states]
     */
    public static CompactMoore<Integer, Integer> machine(int initial, int[][] successors, int[] outputs) {
        int symbols = successors[0].length;
        CompactMoore<Integer, Integer> machine = new CompactMoore<>(alphabet(symbols));
        for (int output : outputs) {
            machine.addState(output);
        }
        machine.setInitialState(initial);
        for (int state = 0; state < successors.length; state++) {
            for (int symbol = 0; symbol < symbols; symbol++) {
                machine.addTransition((Integer) state, (Integer) symbol, (Integer) successors[state][symbol], null);
            }
        }
        return machine;
    }
}
