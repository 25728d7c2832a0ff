package io.understudy.agent.surrogate;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Coverage;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.rule.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a bundle's surrogates say of some sequences, beside what the model says.
 *
 * @param comparisons by surrogate, in the order of the sequences
 * @param coverage of those that are made of phrases
 */
public record BundleEvaluation(SortedMap<String, List<Comparison>> comparisons, Map<String, Coverage> coverage) {
    private static final int AT_ONCE = 512;

    /**
     * Queries the model and the surrogates.
     *
     * @param words at least one
     * @param tolerance of decisions, as {@link Comparison#of} has it
     */
    public static BundleEvaluation of(
            Oracle oracle, Map<String, Surrogate> surrogates, List<int[]> words, double tolerance, Progress progress) {
        Map<String, Scorer> scorers = new TreeMap<>();
        SortedMap<String, List<Comparison>> comparisons = new TreeMap<>();
        surrogates.forEach((name, surrogate) -> {
            scorers.put(name, surrogate.scorer());
            comparisons.put(name, new ArrayList<>());
        });
        Map<String, Coverage.Rows> rows = new TreeMap<>();
        for (int from = 0; from < words.size(); from += AT_ONCE) {
            List<int[]> some = words.subList(from, Math.min(words.size(), from + AT_ONCE));
            List<float[][]> answers = oracle.query(some);
            scorers.forEach((name, scorer) -> {
                comparisons.get(name).addAll(Fidelity.comparisons(oracle.task(), some, answers, scorer, tolerance));
                if (scorer instanceof PhraseScorer phrases) {
                    rows.merge(name, Coverage.rows(some, answers, phrases, phrases::covered), Coverage.Rows::and);
                }
            });
            progress.report("comparing", (long) from + some.size(), words.size());
        }
        Map<String, Coverage> coverage = new TreeMap<>();
        rows.forEach((name, reached) -> coverage.put(name, Coverage.of(reached)));
        return new BundleEvaluation(comparisons, coverage);
    }

    /** The surrogates of a bundle, and beside the rules each of their classifiers. */
    public static Map<String, Surrogate> withClassifiers(Bundle bundle) {
        Map<String, Surrogate> all = new TreeMap<>(bundle.surrogates());
        if (bundle.surrogates().get(Bundle.RULES) instanceof Rules rules) {
            rules.classifiers().forEach((name, classifier) -> all.put(Bundle.RULES + "." + name, classifier));
        }
        return all;
    }
}
