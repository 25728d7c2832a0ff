package io.understudy.agent.extract;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.List;

/** Continues from words of a known automaton: a state is the place of a word in a list. */
public final class KnownStates implements Continuation {
    private final KnownAutomaton oracle;
    private final List<int[]> words = new ArrayList<>();

    public KnownStates(KnownAutomaton oracle) {
        this.oracle = oracle;
    }

    @Override
    public Frontier begin() {
        return frontier(List.of(new int[0]));
    }

    @Override
    public Frontier step(Frontier from, int[] parents, int[] symbols) {
        List<int[]> longer = new ArrayList<>();
        for (int i = 0; i < parents.length; i++) {
            longer.add(Word.append(words.get((int) from.states()[0][parents[i]]), symbols[i]));
        }
        return frontier(longer);
    }

    private Frontier frontier(List<int[]> these) {
        float[] places = new float[these.size()];
        float[][] answers = new float[these.size()][];
        List<float[]> said = oracle.after(these);
        for (int i = 0; i < places.length; i++) {
            places[i] = words.size();
            words.add(these.get(i));
            answers[i] = said.get(i);
        }
        return new Frontier(new float[][] {places}, answers);
    }
}
