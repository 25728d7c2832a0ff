package io.understudy.agent.fingerprint;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Moore;
import io.understudy.agent.fidelity.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.automaton.transducer.impl.CompactMoore;
import net.automatalib.util.automaton.cover.Covers;
import net.automatalib.util.automaton.equivalence.CharacterizingSets;
import net.automatalib.word.Word;

/**
 * Access words of an automaton's states with suffixes that distinguish the states, as the W-method tests with them
 * (Chow 1978): where a network's decisions are near to their boundaries, if anywhere.
 */
final class BoundaryWords {
    /** The suffixes of a larger automaton take long to find. */
    private static final int MOST_STATES = 200;

    private BoundaryWords() {}

    /** A few of them, of all lengths; none of an automaton that is too large. */
    static List<int[]> of(FiniteAutomaton automaton, int most) {
        if (automaton.states() > MOST_STATES) {
            return List.of();
        }
        int[] outputs =
                Arrays.stream(automaton.outputs()).mapToInt(Ranking::first).toArray();
        CompactMoore<Integer, Integer> machine = Moore.machine(automaton.initial(), automaton.successors(), outputs);
        Alphabet<Integer> alphabet = Moore.alphabet(automaton.symbols());
        List<Word<Integer>> accesses = new ArrayList<>();
        List<Word<Integer>> suffixes = new ArrayList<>();
        Covers.stateCover(machine, alphabet, accesses);
        CharacterizingSets.findCharacterizingSet(machine, alphabet, suffixes);
        List<Word<Integer>> words = accesses.stream()
                .flatMap(access -> suffixes.stream().map(access::concat))
                .distinct()
                .sorted(Comparator.comparingInt(Word::length))
                .toList();
        int count = Math.min(most, words.size());
        return IntStream.range(0, count)
                .mapToObj(i -> words.get((int) ((long) i * words.size() / count)))
                .map(word -> word.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }
}
