package io.understudy.agent.bench;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.spectral.Basis;
import io.understudy.agent.spectral.CrossHankel;
import io.understudy.agent.spectral.HankelBlocks;
import io.understudy.agent.spectral.LanguageHankel;
import io.understudy.agent.spectral.SpectralSolver;
import io.understudy.agent.spectral.StringSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the published spectral solution gives, what ours does, and what refinement adds; and both solutions over rank
 * and over the size of the basis, as Eyraud & Ayache (2020) show theirs.
 */
public final class SpectralBench {
    private static final int[] RANKS = {1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 65, 80, 100, 120, 140};
    private static final int HALVINGS = 4;
    private static final int HELD_OUT = 400;
    private static final double MILLIS = 1000;

    private final int basis;
    private final Duration budget;
    private final long seed;
    private final Clock clock;
    private final Progress progress;

    /**
     * @param basis prefixes and as many suffixes, at most
     * @param budget the most that refinement may take
     */
    public SpectralBench(int basis, Duration budget, long seed, Clock clock, Progress progress) {
        this.basis = basis;
        this.budget = budget;
        this.seed = seed;
        this.clock = clock;
        this.progress = progress;
    }

    /** Which solution. */
    public enum Solution {
        /** Of the weights of whole words. */
        PUBLISHED,
        /** Of conditional rows, weighted by their traffic: {@code distill --budget 0}. */
        SPECTRAL,
        /** Refined by gradient: {@code distill}. */
        REFINED,
        /** The network itself. */
        NETWORK
    }

    /**
     * A row of the table, measured on the test words.
     *
     * @param rank 0 for the network
     * @param perplexity null where the true probabilities are not known
     */
    public record Row(
            Solution solution,
            int rank,
            double top1Agreement,
            double klNats,
            double ndcg5,
            double wordErrorRate,
            Double perplexity,
            double seconds) {}

    /** A point of a curve, measured on the test words. */
    public record Point(Solution solution, int prefixes, int rank, double top1Agreement, double klNats, double ndcg5) {}

    /**
     * All of one model.
     *
     * @param leastPerplexity that of the true distribution; null where it is not known
     * @param overRank with the whole basis
     * @param overBasis each with the rank that was best on held-out words
     */
    public record Result(
            String model,
            int prefixes,
            int suffixes,
            Double leastPerplexity,
            List<Row> table,
            List<Point> overRank,
            List<Point> overBasis) {}

    private record Words(List<int[]> words, List<float[][]> answers) {
        static Words of(Oracle oracle, List<int[]> words) {
            return new Words(words, oracle.query(words));
        }
    }

    /**
     * What is distilled from, chosen on and measured on.
     *
     * @param truth the true probabilities of the measured words, where they are known
     */
    private record Data(List<int[]> train, Words heldOut, Words measured, Optional<double[]> truth) {
        static Data of(OnnxModel model, Path folder) {
            List<int[]> train = SequenceFile.words(folder.resolve("train.txt"), model.alphabet());
            List<int[]> test = SequenceFile.words(folder.resolve("test.txt"), model.alphabet());
            if (train.size() <= HELD_OUT) {
                throw new InvalidInputException(
                        "%s: more than %d training words are needed".formatted(folder, HELD_OUT));
            }
            return new Data(
                    train,
                    Words.of(model, train.subList(0, HELD_OUT)),
                    Words.of(model, test),
                    probabilities(folder.resolve("test-probabilities.txt"), test.size()));
        }
    }

    /** A solution over rank, and over the basis; {@code best} is that of the whole basis. */
    private record Curves(List<Point> overRank, List<Point> overBasis, WeightedAutomaton best) {}

    /**
     * Measures a language model.
     *
     * @param folder holds {@code train.txt} and {@code test.txt} too, and {@code test-probabilities.txt} (the count,
     *     then one a line) where the true probabilities are known
     */
    public Result of(Path folder) {
        try (OnnxModel model = OnnxModel.open(folder, 0)) {
            if (model.task() != Task.LANGUAGE_MODEL) {
                throw new InvalidInputException(model.manifest().id() + " is a classifier: give a language model");
            }
            Data data = Data.of(model, folder);
            Basis chosen = Basis.mostFrequent(
                    data.train().subList(HELD_OUT, data.train().size()), basis, basis);
            long begun = clock.millis();
            HankelBlocks blocks = LanguageHankel.blocks(model, chosen, new CrossHankel.Memory(model), progress);
            Curves published = curves(Solution.PUBLISHED, blocks, data);
            double seconds = (clock.millis() - begun) / MILLIS;
            Curves own = curves(Solution.SPECTRAL, blocks, data);
            return new Result(
                    model.manifest().id(),
                    chosen.prefixes().size(),
                    chosen.suffixes().size(),
                    data.truth().map(SpectralBench::leastPerplexity).orElse(null),
                    List.of(
                            row(Solution.NETWORK, null, data, 0),
                            row(Solution.PUBLISHED, published.best(), data, seconds),
                            distilled(Solution.SPECTRAL, model, data, Duration.ZERO),
                            distilled(Solution.REFINED, model, data, budget)),
                    Stream.concat(published.overRank().stream(), own.overRank().stream())
                            .toList(),
                    Stream.concat(published.overBasis().stream(), own.overBasis().stream())
                            .toList());
        }
    }

    private Curves curves(Solution solution, HankelBlocks blocks, Data data) {
        List<Point> overBasis = new ArrayList<>();
        for (int halving = HALVINGS; halving > 0; halving--) {
            int prefixes = Math.min(basis >> halving, blocks.rows().length);
            List<WeightedAutomaton> ranks =
                    ranks(solution, blocks.leading(prefixes, Math.min(basis >> halving, blocks.suffixes())));
            overBasis.add(point(solution, prefixes, best(ranks, data.heldOut()), data.measured()));
        }
        int prefixes = blocks.rows().length;
        List<WeightedAutomaton> ranks = ranks(solution, blocks);
        WeightedAutomaton best = best(ranks, data.heldOut());
        overBasis.add(point(solution, prefixes, best, data.measured()));
        return new Curves(
                ranks.stream()
                        .map(one -> point(solution, prefixes, one, data.measured()))
                        .toList(),
                overBasis,
                best);
    }

    private Row distilled(Solution solution, OnnxModel model, Data data, Duration most) {
        Distillation distilled = new Distiller(
                        model,
                        new Distiller.Options(OptionalInt.empty(), basis, basis, seed, most, false),
                        clock,
                        progress)
                .distil(data.train());
        return row(solution, distilled.automaton(), data, distilled.took().toMillis() / MILLIS);
    }

    private List<WeightedAutomaton> ranks(Solution solution, HankelBlocks blocks) {
        int most = RANKS[RANKS.length - 1];
        if (solution == Solution.PUBLISHED) {
            StringSeries published = new StringSeries(blocks, most, seed);
            return Arrays.stream(RANKS)
                    .filter(rank -> rank <= published.highestRank())
                    .mapToObj(published::ofRank)
                    .flatMap(Optional::stream)
                    .toList();
        }
        SpectralSolver spectral = SpectralSolver.solve(blocks, Task.LANGUAGE_MODEL, most, seed);
        return Arrays.stream(RANKS)
                .filter(rank -> rank <= spectral.highestRank())
                .mapToObj(spectral::ofRank)
                .toList();
    }

    private static WeightedAutomaton best(List<WeightedAutomaton> ranks, Words heldOut) {
        return ranks.stream()
                .min(Comparator.comparingDouble(one -> fidelity(one, heldOut).klNats()))
                .orElseThrow();
    }

    private static Fidelity fidelity(WeightedAutomaton automaton, Words words) {
        return Fidelity.of(Task.LANGUAGE_MODEL, words.words(), words.answers(), automaton.scorer());
    }

    private static Point point(Solution solution, int prefixes, WeightedAutomaton automaton, Words measured) {
        Fidelity fidelity = fidelity(automaton, measured);
        return new Point(
                solution, prefixes, automaton.states(), fidelity.top1Agreement(), fidelity.klNats(), fidelity.ndcg5());
    }

    /** @param automaton null for the network */
    private static Row row(Solution solution, WeightedAutomaton automaton, Data data, double seconds) {
        Words measured = data.measured();
        LanguageScore score = automaton == null
                ? LanguageScore.ofAnswers(measured.words(), measured.answers())
                : LanguageScore.of(automaton.scorer(), measured.words());
        Double perplexity = data.truth().map(score::perplexity).orElse(null);
        if (automaton == null) {
            return new Row(solution, 0, 1, 0, 1, score.wordErrorRate(), perplexity, seconds);
        }
        Fidelity fidelity = fidelity(automaton, measured);
        return new Row(
                solution,
                automaton.states(),
                fidelity.top1Agreement(),
                fidelity.klNats(),
                fidelity.ndcg5(),
                score.wordErrorRate(),
                perplexity,
                seconds);
    }

    private static double leastPerplexity(double[] truth) {
        return new LanguageScore(0, Arrays.stream(truth).map(Math::log).toArray()).perplexity(truth);
    }

    private static Optional<double[]> probabilities(Path file, int words) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != words + 1) {
                throw new InvalidInputException(
                        "%s has %d lines; expected %d, the count and a probability for each test word"
                                .formatted(file, lines.size(), words + 1));
            }
            return Optional.of(IntStream.rangeClosed(1, words)
                    .mapToDouble(line -> Double.parseDouble(lines.get(line)))
                    .toArray());
        } catch (IOException | NumberFormatException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
