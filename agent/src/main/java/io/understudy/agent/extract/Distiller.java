package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.refine.ClusteredInitialization;
import io.understudy.agent.refine.Refinement;
import io.understudy.agent.spectral.Basis;
import io.understudy.agent.spectral.ClassifierHankel;
import io.understudy.agent.spectral.ClassifierHankel.Kind;
import io.understudy.agent.spectral.HankelBlocks;
import io.understudy.agent.spectral.NaiveHankel;
import io.understudy.agent.spectral.SeriesSelection;
import io.understudy.agent.spectral.SpectralSolver;
import io.understudy.agent.spectral.WordWeights;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Distils a weighted automaton from a model by queries alone (Eyraud & Ayache 2020): a basis from what the model sees,
 * the Hankel blocks from what it answers, the automaton from their decomposition. Without a given rank, the one that is
 * most faithful on held-out sequences is taken.
 */
public final class Distiller {
    private static final int CLUSTERS = 100;
    private static final double HELD_OUT_SHARE = 0.1;
    private static final int MOST_HELD_OUT = 400;
    /** Symbols of a suffix that is drawn. */
    private static final int LONGEST_DRAWN = 8;

    private static final int MOST_REFINED = 20_000;

    private final Oracle oracle;
    private final Options options;
    private final Clock clock;
    private final Progress progress;

    /**
     * What may be chosen.
     *
     * @param rank the automaton's; empty to have it chosen
     * @param prefixes how many prefixes the basis may have
     * @param suffixes how many suffixes the basis may have
     * @param seed of all that is random
     * @param budget the most that refinement may take; what is best by then is kept
     * @param wordWeights whether a language model's automaton also carries a series for the weights of whole words,
     *     which can be several times larger than itself
     */
    public record Options(
            OptionalInt rank, int prefixes, int suffixes, long seed, Duration budget, boolean wordWeights) {

        /** Refuses what cannot be done. */
        public Options {
            if (prefixes < 1 || suffixes < 1 || rank.isPresent() && rank.getAsInt() < 1) {
                throw new InvalidInputException("rank, prefixes and suffixes must be 1 or more");
            }
            if (rank.isPresent() && rank.getAsInt() > prefixes) {
                throw new InvalidInputException(
                        "rank %d needs at least as many prefixes; there are %d".formatted(rank.getAsInt(), prefixes));
            }
        }
    }

    /** Distils from an oracle. */
    public Distiller(Oracle oracle, Options options, Clock clock, Progress progress) {
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Distils an automaton for the traffic that some sequences are a sample of.
     *
     * @param sequences at least 10, in the oracle's alphabet
     */
    public Distillation distil(List<int[]> sequences) {
        if (sequences.size() < 10) {
            throw new InvalidInputException(
                    "%d sequences are too few to distil from: give 10 or more".formatted(sequences.size()));
        }
        requireFeasible(oracle.task(), oracle.alphabet().size(), oracle.columns(), options);
        return timed(
                sequences,
                (used, heldOut, answers) -> oracle.task() == Task.CLASSIFIER
                        ? classifier(used, heldOut, answers)
                        : languageModel(used, heldOut, answers));
    }

    /**
     * Distils a language model as the papers do, every word run from its beginning and nothing refined: what {@link
     * #distil} is measured against.
     *
     * @param sequences at least 10, in the oracle's alphabet
     */
    public Distillation distilNaively(List<int[]> sequences) {
        return timed(sequences, (used, heldOut, answers) -> {
            Basis basis = Basis.mostFrequent(used, options.prefixes(), options.suffixes());
            HankelBlocks blocks = new NaiveHankel(oracle, basis, progress).fill();
            Refinement.Refined best = ranks(blocks, heldOut, answers).best();
            return new Found(best.automaton(), best.heldOut(), basis);
        });
    }

    private interface Procedure {
        Found find(List<int[]> used, List<int[]> heldOut, List<float[][]> heldOutAnswers);
    }

    private Distillation timed(List<int[]> sequences, Procedure procedure) {
        Instant begun = clock.instant();
        long queried = oracle.symbolsQueried();
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(options.seed()));
        int held = Math.min(MOST_HELD_OUT, (int) Math.ceil(shuffled.size() * HELD_OUT_SHARE));
        List<int[]> heldOut = shuffled.subList(0, held);
        List<int[]> used = shuffled.subList(held, shuffled.size());
        Found found = procedure.find(used, heldOut, oracle.query(heldOut));
        return new Distillation(
                found.automaton(),
                found.basis().prefixes().size(),
                found.basis().suffixes().size(),
                found.heldOut(),
                oracle.symbolsQueried() - queried,
                found.basis().positionsWordByWord(oracle.alphabet().size()),
                Duration.between(begun, clock.instant()));
    }

    private record Found(WeightedAutomaton automaton, Fidelity heldOut, Basis basis) {}

    /**
     * Of four spectral solutions the one that is most faithful on held-out sequences: of probabilities and of log odds,
     * over the most frequent prefixes and suffixes and over ones drawn from anywhere in the sequences. The frequent
     * ones are short, and what an automaton of them says of long words is far from what it was made of.
     */
    private Found classifier(List<int[]> used, List<int[]> heldOut, List<float[][]> heldOutAnswers) {
        List<Basis> bases = List.of(
                Basis.mostFrequent(used, options.prefixes(), options.suffixes()),
                Basis.drawn(used, options.prefixes(), options.suffixes(), LONGEST_DRAWN, new Random(options.seed())));
        Found best = null;
        for (Basis basis : bases) {
            for (Map.Entry<Kind, HankelBlocks> filled :
                    new ClassifierHankel(oracle, basis, progress).fill().entrySet()) {
                Refinement.Refined found = RankSelection.among(
                                decomposed(filled.getValue()),
                                filled.getKey()::read,
                                options.rank(),
                                oracle.task(),
                                heldOut,
                                heldOutAnswers,
                                progress)
                        .best();
                boolean better = best == null || found.heldOut().isBetterThan(best.heldOut());
                best = better ? new Found(found.automaton(), found.heldOut(), basis) : best;
            }
        }
        return best;
    }

    private Found languageModel(List<int[]> used, List<int[]> heldOut, List<float[][]> heldOutAnswers) {
        List<int[]> words = used.subList(0, Math.min(used.size(), MOST_REFINED));
        List<float[][]> answers = oracle.query(words);
        WordWeights weights = new WordWeights(words, answers);
        BasisGrowth.Filled filled = new BasisGrowth(oracle, words, weights, options, progress).from(used);
        RankSelection ranks = ranks(filled.frequent(), heldOut, heldOutAnswers);
        Refinement.Refined best = ranks.best();
        if (options.budget().isZero()) {
            Refinement.Refined whole =
                    ranks(filled.blocks(), heldOut, heldOutAnswers).best();
            best = whole.heldOut().isBetterThan(best.heldOut()) ? whole : best;
        } else {
            Refinement refinement = new Refinement(words, answers, heldOut, heldOutAnswers, options.seed(), progress);
            best = refinement.from(starts(ranks.widest(), refinement, words, answers), clock, options.budget());
            best = new BackgroundMixture(words, answers).behind(best, refinement);
        }
        WeightedAutomaton automaton = options.wordWeights()
                ? new SeriesSelection(words, answers, weights).beside(best.automaton(), filled.blocks(), options.seed())
                : best.automaton();
        return new Found(automaton, best.heldOut(), filled.basis());
    }

    private SpectralSolver decomposed(HankelBlocks blocks) {
        progress.report("decomposing the Hankel matrix", 0, 1);
        SpectralSolver spectral = SpectralSolver.solve(blocks, oracle.task(), highestRank(options), options.seed());
        progress.report("decomposing the Hankel matrix", 1, 1);
        return spectral;
    }

    /**
     * Refuses what would not fit into this process's memory. Needs no model, so it can be called before one is opened.
     *
     * @param symbols in the alphabet
     * @param columns of the model's answers
     * @throws InvalidInputException saying what would be needed
     */
    public static void requireFeasible(Task task, int symbols, int columns, Options options) {
        Feasibility.of(task, symbols, columns, highestRank(options), options.prefixes(), options.suffixes())
                .require(symbols, Runtime.getRuntime().maxMemory());
    }

    private static int highestRank(Options options) {
        return options.rank().orElse(Math.min(SpectralSolver.HIGHEST_RANK, options.prefixes()));
    }

    /** Where refinement may begin: at the spectral solution, and at a clustered one, which is positive. */
    private List<Refinement.Refined> starts(
            Refinement.Refined spectral, Refinement refinement, List<int[]> words, List<float[][]> answers) {
        progress.report("clustering prefixes", 0, 1);
        int rank = options.rank().orElse(CLUSTERS);
        WeightedAutomaton clustered = new ClusteredInitialization(words, answers).ofRank(rank, options.seed());
        progress.report("clustering prefixes", 1, 1);
        return List.of(spectral, refinement.measured(clustered));
    }

    private RankSelection ranks(HankelBlocks blocks, List<int[]> heldOut, List<float[][]> answers) {
        return RankSelection.among(
                decomposed(blocks),
                UnaryOperator.identity(),
                options.rank(),
                oracle.task(),
                heldOut,
                answers,
                progress);
    }
}
