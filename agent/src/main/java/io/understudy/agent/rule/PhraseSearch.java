package io.understudy.agent.rule;

import io.understudy.agent.attribution.AnswerAttribution;
import io.understudy.agent.attribution.Attribution;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Progress;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.PhraseMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Searches words for phrases that speak for a class (Murdoch & Szlam 2017, section 4): runs of consecutive symbols
 * whose ratio of scores each passes a threshold somewhere; a phrase's own score is the product of its symbols' ratios,
 * averaged over all its occurrences. The class is the model's, against the runner-up; an occurrence where the model
 * chose another class counts with the ratio against that one. Of a language model the runs end where the prefix does.
 */
final class PhraseSearch {
    /** ln 1.1, after the paper's constant. */
    private static final double THRESHOLD = Math.log(1.1);

    /** Occurrences: what occurred once is not averaged over anything. */
    private static final int LEAST = 2;

    private static final int AT_ONCE = 64;

    private final Attribution attribution;
    private final boolean suffixes;
    private final int symbols;
    private final int longest;
    private final Progress progress;

    /**
     * @param suffixes whether only phrases at the end of a word count (a language model's prefixes)
     * @param symbols in the alphabet
     * @param longest symbols in a phrase
     */
    PhraseSearch(Attribution attribution, boolean suffixes, int symbols, int longest, Progress progress) {
        this.attribution = attribution;
        this.suffixes = suffixes;
        this.symbols = symbols;
        this.longest = longest;
        this.progress = progress;
    }

    /**
     * A phrase that speaks for a class.
     *
     * @param score natural logarithm of the mean of the product of ratios
     */
    record Ranked(Phrase phrase, int outcome, double score) {}

    /**
     * Searches.
     *
     * @param words for a language model prefixes, those of one word after each other
     * @param answers the model's answer after each word
     * @return the best first; a phrase is there once, with the class that it speaks for the most
     */
    List<Ranked> search(List<int[]> words, List<float[]> answers) {
        Map<Phrase, Set<Integer>> candidates = new HashMap<>();
        each(
                        words,
                        "searching phrases by " + attribution.score(),
                        (w, explained) -> candidates(words.get(w), answers.get(w), explained))
                .forEach(found -> found.forEach((phrase, outcome) -> candidates
                        .computeIfAbsent(phrase, any -> new HashSet<>())
                        .add(outcome)));
        List<Phrase> phrases = candidates.keySet().stream().sorted().toList();
        PhraseMatcher matcher = new PhraseMatcher(symbols, phrases);
        Map<Long, double[]> sums = new HashMap<>();
        each(
                        words,
                        "scoring phrases by " + attribution.score(),
                        (w, explained) ->
                                occurrences(words.get(w), answers.get(w), explained, matcher, phrases, candidates))
                .forEach(found -> found.forEach(occurrence -> {
                    double[] sum = sums.computeIfAbsent(occurrence.key(), any -> new double[2]);
                    sum[0] += Math.exp(occurrence.logRatio());
                    sum[1]++;
                }));
        Map<Phrase, Ranked> best = new HashMap<>();
        sums.forEach((key, sum) -> {
            if (sum[1] >= LEAST) {
                Phrase phrase = phrases.get((int) (key >>> Integer.SIZE));
                Ranked ranked = new Ranked(phrase, key.intValue(), Math.log(sum[0] / sum[1]));
                best.merge(phrase, ranked, (one, other) -> one.score() >= other.score() ? one : other);
            }
        });
        return best.values().stream()
                .filter(ranked -> ranked.score() > 0)
                .sorted(Comparator.comparingDouble((Ranked ranked) -> -ranked.score())
                        .thenComparing(Ranked::phrase))
                .toList();
    }

    private interface Inspection<T> {
        T at(int word, AnswerAttribution explained);
    }

    private <T> List<T> each(List<int[]> words, String stage, Inspection<T> inspection) {
        List<T> all = new ArrayList<>();
        int chunk = AT_ONCE * Runtime.getRuntime().availableProcessors();
        for (int from = 0; from < words.size(); from += chunk) {
            int begin = from;
            int end = Math.min(words.size(), from + chunk);
            int parts = (end - begin + AT_ONCE - 1) / AT_ONCE;
            IntStream.range(0, parts)
                    .parallel()
                    .mapToObj(part -> {
                        int first = begin + part * AT_ONCE;
                        List<AnswerAttribution> explained =
                                attribution.of(words.subList(first, Math.min(end, first + AT_ONCE)));
                        return IntStream.range(0, explained.size())
                                .mapToObj(i -> inspection.at(first + i, explained.get(i)))
                                .toList();
                    })
                    .toList()
                    .forEach(all::addAll);
            progress.report(stage, end, words.size());
        }
        return all;
    }

    private Map<Phrase, Integer> candidates(int[] word, float[] answer, AnswerAttribution explained) {
        int first = Ranking.first(answer);
        double[] parts =
                explained.between(first, Ranking.runnerUp(answer, first)).symbols();
        Map<Phrase, Integer> found = new HashMap<>();
        // A binary classifier's negative ratios speak for the runner-up just as well.
        collect(word, parts, 1, first, found);
        if (answer.length == 2) {
            collect(word, parts, -1, 1 - first, found);
        }
        return found;
    }

    private void collect(int[] word, double[] parts, int sign, int outcome, Map<Phrase, Integer> found) {
        for (int end = suffixes ? word.length : 1; end <= word.length; end++) {
            for (int from = end - 1; from >= 0 && end - from <= longest && sign * parts[from] > THRESHOLD; from--) {
                found.put(new Phrase(Arrays.copyOfRange(word, from, end)), outcome);
            }
        }
    }

    /** One occurrence of a phrase, for one of its classes. */
    private record Occurrence(int phrase, int outcome, double logRatio) {
        long key() {
            return (long) phrase << Integer.SIZE | outcome;
        }
    }

    private List<Occurrence> occurrences(
            int[] word,
            float[] answer,
            AnswerAttribution explained,
            PhraseMatcher matcher,
            List<Phrase> phrases,
            Map<Phrase, Set<Integer>> candidates) {
        int first = Ranking.first(answer);
        Map<Integer, double[]> sums = new HashMap<>();
        List<Occurrence> found = new ArrayList<>();
        int state = matcher.start();
        for (int end = 1; end <= word.length; end++) {
            state = matcher.next(state, word[end - 1]);
            if (suffixes && end < word.length) {
                continue;
            }
            for (int phrase : matcher.ending(state)) {
                for (int outcome : candidates.get(phrases.get(phrase))) {
                    double[] running = sums.computeIfAbsent(outcome, c -> {
                        int against = c == first ? Ranking.runnerUp(answer, first) : first;
                        return running(explained.between(c, against).symbols());
                    });
                    int from = end - phrases.get(phrase).symbols().length;
                    found.add(new Occurrence(phrase, outcome, running[end] - running[from]));
                }
            }
        }
        return found;
    }

    private static double[] running(double[] parts) {
        double[] sums = new double[parts.length + 1];
        for (int t = 0; t < parts.length; t++) {
            sums[t + 1] = sums[t] + parts[t];
        }
        return sums;
    }
}
