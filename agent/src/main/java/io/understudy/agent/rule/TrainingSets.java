package io.understudy.agent.rule;

import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.PhraseCounts;
import io.understudy.agent.phrase.PhraseMatcher;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes training data for classifiers of phrases: words as they are, and for a classifier also spliced ones. */
final class TrainingSets {
    private static final int MOST_CANDIDATES = 40_000;
    /** Counts of candidates by class, at most. */
    private static final int MOST_COUNTS = 10_000_000;

    private static final int LEAST_OCCURRENCES = 3;
    /** A phrase to be spliced occurs once in so many words, at least. */
    private static final int WORDS_FOR_AN_OCCURRENCE = 400;

    private static final int SPLICES = 200_000;
    /** Spliced words for each one that is held out. */
    private static final int SPLICES_HELD_OUT = 5;

    private static final long MOST_SPLICED_SYMBOLS = 5_000_000;
    private static final int SPLICES_AT_ONCE = 4_000;

    private final Oracle oracle;
    private final RuleDistiller.Options options;
    private final Clock clock;
    private final Progress progress;
    private final boolean everyPrefix;
    private final int symbols;

    TrainingSets(Oracle oracle, RuleDistiller.Options options, Clock clock, Progress progress) {
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.everyPrefix = oracle.task() == Task.LANGUAGE_MODEL;
        this.symbols = oracle.alphabet().size();
    }

    /**
     * With the words as they are; a classifier's also with spliced ones, in which a phrase keeps the company that it
     * had in the few words it is from: it has to be in more of them.
     */
    List<TrainingSet> of(AnsweredWords used, AnsweredWords heldOut) {
        TrainingSet plain = trial(phrases(used, LEAST_OCCURRENCES), used, heldOut, heldOut);
        if (everyPrefix) {
            return List.of(plain);
        }
        int least = Math.max(LEAST_OCCURRENCES, used.words().size() / WORDS_FOR_AN_OCCURRENCE);
        AnsweredWords more = used.and(spliced(used.words(), SPLICES));
        AnsweredWords check = heldOut.and(
                spliced(heldOut.words(), SPLICES_HELD_OUT * heldOut.words().size()));
        return List.of(plain, trial(phrases(used, least), more, check, heldOut));
    }

    private TrainingSet trial(List<Phrase> phrases, AnsweredWords used, AnsweredWords check, AnsweredWords heldOut) {
        PhraseMatcher matcher = new PhraseMatcher(symbols, phrases);
        return new TrainingSet(phrases, samples(matcher, used), samples(matcher, check), samples(matcher, heldOut));
    }

    private Samples samples(PhraseMatcher matcher, AnsweredWords queried) {
        return Samples.of(everyPrefix, matcher, queried.words(), queried.answers());
    }

    private List<Phrase> phrases(AnsweredWords used, int least) {
        int candidates = Math.min(MOST_CANDIDATES, MOST_COUNTS / oracle.columns());
        return new PhraseCounts(symbols, RuleDistiller.LONGEST, least, everyPrefix).frequent(used.words(), candidates);
    }

    /** So many, unless they are too long, or the budget is spent. */
    private AnsweredWords spliced(List<int[]> words, int number) {
        Instant end = clock.instant().plus(options.budget());
        Random random = new Random(options.seed());
        AnsweredWords all = new AnsweredWords(new ArrayList<>(), new ArrayList<>());
        long fed = oracle.symbolsQueried();
        while (all.words().size() < number
                && oracle.symbolsQueried() - fed < MOST_SPLICED_SYMBOLS
                && clock.instant().isBefore(end)) {
            AnsweredWords more =
                    AnsweredWords.of(oracle, SplicedWords.of(words, Math.min(number, SPLICES_AT_ONCE), random));
            if (more.words().isEmpty()) {
                break;
            }
            all.words().addAll(more.words());
            all.answers().addAll(more.answers());
            progress.report(
                    "querying spliced words", Math.min(number, all.words().size()), number);
        }
        return all;
    }
}
