package io.understudy.agent.rule;

import io.understudy.agent.extract.Progress;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import io.understudy.agent.rule.PhraseSearch.Ranked;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
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
    private static final int MOST_CANDIDATES = 40_000;
    /** Of what a classifier says, all phrases and classes together. */
    private static final int MOST_SAID = 1_000_000;

    private static final int LEAST_OCCURRENCES = 3;
    /** A phrase to be spliced occurs once in so many words, at least. */
    private static final int WORDS_FOR_AN_OCCURRENCE = 400;

    /** Counts of candidates by class, at most. */
    private static final int MOST_COUNTS = 10_000_000;

    private static final int MOST_SYMBOLS_TO_FORETELL = 500;
    private static final int MOST_WORDS = 20_000;
    private static final int MOST_ANSWERS = 200_000;
    private static final int MOST_SEARCHED = 50_000;
    /** For a score that is only there to compare with. */
    private static final int MOST_SEARCHED_BESIDE = 10_000;

    /** Gradients take a pass backwards for each pair of classes. */
    private static final int MOST_COLUMNS_FOR_GRADIENT = 10;

    private static final int SPLICES = 200_000;
    /** Spliced words for each one that is held out. */
    private static final int SPLICES_HELD_OUT = 5;

    private static final long MOST_SPLICED_SYMBOLS = 5_000_000;
    private static final int SPLICES_AT_ONCE = 4_000;
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
     * @param budget the most that asking about spliced words may take
     */
    public record Options(Set<Score> scores, long seed, Duration budget) {
        /** With the paper's two scores. */
        public static Options usual(long seed, Duration budget) {
            return new Options(Set.of(Score.BETA, Score.GAMMA), seed, budget);
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

    /** Words and the model's answers. */
    private record Asked(List<int[]> words, List<float[][]> answers) {
        Asked first(int words) {
            int some = Math.min(words, this.words.size());
            return new Asked(this.words.subList(0, some), answers.subList(0, some));
        }
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
        long fed = oracle.positionsAsked();
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(options.seed()));
        int many = Math.max(
                (int) Math.ceil(shuffled.size() * HELD_OUT_SHARE), Math.min(LEAST_HELD_OUT, shuffled.size() / 4));
        many = Math.min(many, MOST_WORDS / 4);
        Asked heldOut = ask(shuffled.subList(0, many));
        Asked used = ask(some(shuffled.subList(many, shuffled.size())));

        Map<Score, OrderedRules> papers = papers(used);
        TreeMap<String, Fidelity> fidelities = new TreeMap<>();
        papers.forEach((score, paper) -> fidelities.put(Rules.PAPER + "." + score, fidelity(paper, heldOut)));
        Score score = papers.keySet().stream()
                .filter(this::isThePapers)
                .max(Comparator.comparingDouble(
                        each -> fidelities.get(Rules.PAPER + "." + each).agreement()))
                .orElse(Score.OCCLUSION);

        List<Trial> trials = trials(used, heldOut);
        progress.report("covering", 0, 1);
        OrderedRules list = new ListLearner(everyPrefix, symbols, atMost(MOST_LIST)).learn(trials);
        progress.report("covering", 1, 1);
        progress.report("weighing phrases", 0, 1);
        ScoredPhrases scored = new ScoreLearner(everyPrefix, symbols, atMost(MOST_SCORED))
                .learn(trials, found -> fidelity(found, heldOut));
        progress.report("weighing phrases", 1, 1);
        Map<String, PhraseClassifier> classifiers =
                Map.of(Rules.PAPER, papers.get(score), Rules.LIST, list, Rules.SCORED, scored);
        classifiers.forEach((name, classifier) -> fidelities.put(name, fidelity(classifier, heldOut)));
        Rules rules = new Rules(score, papers.get(score), list, scored, chosen(classifiers, fidelities));
        String how = "%s of %,d phrases, scores by %s".formatted(rules.chosen(), rules.size(), score);
        return new RuleDistillation(
                rules,
                how,
                fidelities.get(rules.chosen()),
                fidelities,
                oracle.positionsAsked() - fed,
                Duration.between(begun, clock.instant()));
    }

    private int atMost(int phrases) {
        return Math.min(phrases, MOST_SAID / oracle.columns());
    }

    private boolean isThePapers(Score score) {
        return score == Score.BETA || score == Score.GAMMA;
    }

    /**
     * With the words as they are; a classifier's also with spliced ones, in which a phrase keeps the company that it had in
     * the few words it is from: it has to be in more of them.
     */
    private List<Trial> trials(Asked used, Asked heldOut) {
        List<Phrase> phrases = phrases(used, LEAST_OCCURRENCES);
        PhraseMatcher matcher = new PhraseMatcher(symbols, phrases);
        Samples held = samples(matcher, heldOut);
        Trial plain = new Trial(phrases, samples(matcher, used), held, held);
        if (everyPrefix) {
            return List.of(plain);
        }
        List<Phrase> frequent =
                phrases(used, Math.max(LEAST_OCCURRENCES, used.words().size() / WORDS_FOR_AN_OCCURRENCE));
        PhraseMatcher byFrequent = new PhraseMatcher(symbols, frequent);
        Asked more = and(used, spliced(used.words(), SPLICES));
        Asked check = and(
                heldOut,
                spliced(heldOut.words(), SPLICES_HELD_OUT * heldOut.words().size()));
        return List.of(
                plain,
                new Trial(
                        frequent, samples(byFrequent, more), samples(byFrequent, check), samples(byFrequent, heldOut)));
    }

    private List<Phrase> phrases(Asked used, int least) {
        int candidates = Math.min(MOST_CANDIDATES, MOST_COUNTS / oracle.columns());
        return new PhraseCounts(symbols, LONGEST, least, everyPrefix).frequent(used.words(), candidates);
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

    private Asked ask(List<int[]> words) {
        return new Asked(words, oracle.ask(words));
    }

    private static Asked and(Asked one, Asked other) {
        List<int[]> words = new ArrayList<>(one.words());
        words.addAll(other.words());
        List<float[][]> answers = new ArrayList<>(one.answers());
        answers.addAll(other.answers());
        return new Asked(words, answers);
    }

    private Asked spliced(List<int[]> words, int number) {
        Instant end = clock.instant().plus(options.budget());
        Random random = new Random(options.seed());
        Asked all = new Asked(List.of(), List.of());
        long symbols = 0;
        while (all.words().size() < number
                && symbols < MOST_SPLICED_SYMBOLS
                && clock.instant().isBefore(end)) {
            Asked more = ask(Splices.of(words, SPLICES_AT_ONCE, random));
            if (more.words().isEmpty()) {
                break;
            }
            symbols += more.words().stream().mapToLong(word -> word.length).sum();
            all = and(all, more);
            progress.report(
                    "asking about spliced words", Math.min(number, all.words().size()), number);
        }
        return all;
    }

    private Samples samples(PhraseMatcher matcher, Asked asked) {
        return Samples.of(everyPrefix, matcher, asked.words(), asked.answers());
    }

    private Fidelity fidelity(PhraseClassifier classifier, Asked asked) {
        return Fidelity.of(oracle.task(), asked.words(), asked.answers(), classifier.scorer());
    }

    private Map<Score, OrderedRules> papers(Asked used) {
        List<int[]> words = new ArrayList<>();
        List<float[]> answers = new ArrayList<>();
        for (int w = 0; w < used.words().size() && words.size() < MOST_SEARCHED; w++) {
            int[] word = used.words().get(w);
            float[][] rows = used.answers().get(w);
            for (int t = 0; t < rows.length; t++) {
                words.add(everyPrefix ? Arrays.copyOf(word, t) : word);
                answers.add(rows[t]);
            }
        }
        Map<Score, OrderedRules> papers = new EnumMap<>(Score.class);
        for (Score score : Score.values()) {
            boolean tooMany = score == Score.GRADIENT && oracle.columns() > MOST_COLUMNS_FOR_GRADIENT;
            boolean needed = options.scores().contains(score) && !tooMany
                    || score == Score.OCCLUSION && papers.keySet().stream().noneMatch(this::isThePapers);
            if (needed) {
                attribution(score)
                        .ifPresent(attribution -> papers.put(score, paper(attribution, words, answers, used)));
            }
        }
        return papers;
    }

    /** A language model's phrases are the last symbols of a prefix: leaving out others would be asked in vain. */
    private Optional<Attribution> attribution(Score score) {
        return score == Score.OCCLUSION && everyPrefix
                ? Optional.of(new Occlusion(oracle, LONGEST))
                : Attribution.of(oracle, score);
    }

    private OrderedRules paper(Attribution attribution, List<int[]> words, List<float[]> answers, Asked used) {
        List<Ranked> ranked = new PhraseSearch(attribution, everyPrefix, symbols, LONGEST, progress)
                .search(words, answers).stream().limit(atMost(MOST_PAPER)).toList();
        return new PaperRules(everyPrefix, symbols, ranked).over(used.words(), used.answers());
    }
}
