package io.understudy.agent.rule;

import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.PhraseClassifier;
import io.understudy.agent.phrase.ScoredPhrases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Distils classifiers of phrases from a model: the paper's, from the symbols' scores (Murdoch & Szlam 2017); a list by
 * sequential covering; and weights by ridge regression.
 */
public final class RuleDistiller {
    /** Symbols in a phrase. */
    static final int LONGEST = 5;

    private static final int MOST_PAPER = 10_000;
    private static final int MOST_LIST = 1_000;
    private static final int MOST_SCORED = 2_000;
    /** Of what a classifier says, all phrases and classes together. */
    private static final int MOST_SAID = 1_000_000;

    private static final int MOST_SYMBOLS_TO_FORETELL = 500;
    private static final int MOST_WORDS = 20_000;
    private static final int MOST_ANSWERS = 200_000;
    private static final double HELD_OUT_SHARE = 0.1;
    private static final int LEAST_HELD_OUT = 400;

    private final Oracle oracle;
    private final Options options;
    private final Clock clock;
    private final Progress progress;
    private final boolean everyPrefix;
    private final int symbols;

    /**
     * What may be chosen.
     *
     * @param scores by which the paper's phrases are ranked, as far as the model allows; the most faithful is taken
     *     among those of the paper, or occlusion where there are none
     * @param seed of all that is random
     * @param budget the most that querying spliced words may take
     */
    public record Options(Set<AttributionMethod> scores, long seed, Duration budget) {
        /** With the paper's two scores. */
        public static Options usual(long seed, Duration budget) {
            return new Options(Set.of(AttributionMethod.BETA, AttributionMethod.GAMMA), seed, budget);
        }
    }

    /** Distils from an oracle. */
    public RuleDistiller(Oracle oracle, Options options, Clock clock, Progress progress) {
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.everyPrefix = oracle.task() == Task.LANGUAGE_MODEL;
        this.symbols = oracle.alphabet().size();
    }

    /**
     * Whether there is no way for a model.
     *
     * @return why not, or nothing
     */
    public static Optional<String> impossible(Task task, int symbols) {
        return task == Task.LANGUAGE_MODEL && symbols > MOST_SYMBOLS_TO_FORETELL
                ? Optional.of("rules of a language model take at most %d symbols; it has %,d"
                        .formatted(MOST_SYMBOLS_TO_FORETELL, symbols))
                : Optional.empty();
    }

    /**
     * Distils rules for the traffic that some sequences are a sample of.
     *
     * @param sequences at least 10, in the oracle's alphabet
     * @throws InvalidInputException if there is no way for this model
     */
    public RuleDistillation distil(List<int[]> sequences) {
        impossible(oracle.task(), symbols).ifPresent(why -> {
            throw new InvalidInputException(why);
        });
        if (sequences.size() < 10) {
            throw new InvalidInputException(
                    "%d sequences are too few to distil from: give 10 or more".formatted(sequences.size()));
        }
        Instant begun = clock.instant();
        long fed = oracle.symbolsQueried();
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(options.seed()));
        int many = Math.max(
                (int) Math.ceil(shuffled.size() * HELD_OUT_SHARE), Math.min(LEAST_HELD_OUT, shuffled.size() / 4));
        many = Math.min(many, MOST_WORDS / 4);
        AnsweredWords heldOut = AnsweredWords.of(oracle, shuffled.subList(0, many));
        AnsweredWords used = AnsweredWords.of(oracle, some(shuffled.subList(many, shuffled.size())));

        Map<AttributionMethod, OrderedRules> papers =
                new PaperRuleLearner(oracle, atMost(MOST_PAPER), progress).by(options.scores(), used);
        TreeMap<String, Fidelity> fidelities = new TreeMap<>();
        papers.forEach((score, paper) -> fidelities.put(Rules.PAPER + "." + score, fidelity(paper, heldOut)));
        AttributionMethod score = papers.keySet().stream()
                .filter(AttributionMethod::isThePapers)
                .max(Comparator.comparingDouble(
                        each -> fidelities.get(Rules.PAPER + "." + each).agreement()))
                .orElse(AttributionMethod.OCCLUSION);

        List<TrainingSet> trials = new TrainingSets(oracle, options, clock, progress).of(used, heldOut);
        progress.report("covering", 0, 1);
        OrderedRules list = new ListLearner(everyPrefix, symbols, atMost(MOST_LIST)).learn(trials);
        progress.report("covering", 1, 1);
        progress.report("weighing phrases", 0, 1);
        ScoredPhrases scored = new ScoreLearner(everyPrefix, symbols, atMost(MOST_SCORED))
                .learn(trials, found -> fidelity(found, heldOut));
        progress.report("weighing phrases", 1, 1);
        Map<String, PhraseClassifier> classifiers =
                Map.of(Rules.PAPER, papers.get(score), Rules.LIST, list, Rules.SCORED, scored);
        fidelities.put(Rules.PAPER, fidelities.get(Rules.PAPER + "." + score));
        fidelities.put(Rules.LIST, fidelity(list, heldOut));
        fidelities.put(Rules.SCORED, fidelity(scored, heldOut));
        Rules rules = new Rules(score, papers.get(score), list, scored, chosen(classifiers, fidelities));
        String how = "%s of %,d phrases, scores by %s".formatted(rules.chosen(), rules.size(), score);
        return new RuleDistillation(
                rules,
                how,
                fidelities.get(rules.chosen()),
                fidelities,
                oracle.symbolsQueried() - fed,
                Duration.between(begun, clock.instant()));
    }

    private int atMost(int phrases) {
        return Math.min(phrases, MOST_SAID / oracle.columns());
    }

    /** The most faithful; of those that agree with the model equally often, a classifier's smallest. */
    private String chosen(Map<String, ? extends PhraseClassifier> classifiers, Map<String, Fidelity> fidelities) {
        return classifiers.keySet().stream()
                .sorted(Comparator.comparingInt(name -> classifiers.get(name).size()))
                .reduce((best, other) -> {
                    Fidelity one = fidelities.get(best);
                    Fidelity two = fidelities.get(other);
                    boolean equal = !everyPrefix && one.agreement() == two.agreement();
                    return !equal && two.isBetterThan(one) ? other : best;
                })
                .orElseThrow();
    }

    private List<int[]> some(List<int[]> words) {
        if (!everyPrefix) {
            return words.subList(0, Math.min(words.size(), MOST_WORDS));
        }
        long answers = 0;
        int some = 0;
        while (some < words.size() && answers < MOST_ANSWERS) {
            answers += words.get(some++).length + 1;
        }
        return words.subList(0, some);
    }

    private Fidelity fidelity(PhraseClassifier classifier, AnsweredWords queried) {
        return Fidelity.of(oracle.task(), queried.words(), queried.answers(), classifier.scorer());
    }
}
