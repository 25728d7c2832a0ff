package io.understudy.agent.bench;

import ai.onnxruntime.OrtException;
import io.understudy.agent.automaton.CompiledAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.kernel.Kernel;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Symbols per second that a compiled weighted automaton scores, reading every next-symbol distribution, compared with
 * the model in ONNX Runtime with the same number of threads. The automaton is random, of the model's alphabet: what it
 * says does not change how long it takes.
 */
public final class ScoreBench {
    /** Of all words, so that no batch holds padding, which would count against ONNX Runtime. */
    private static final int LENGTH = 20;

    private static final int WORDS = 512;

    private final int rank;
    private final int threads;
    private final double secondsEach;
    private final long seed;
    private final LongSupplier nanoTime;

    /**
     * @param secondsEach how long each contestant runs in each of the rounds
     * @param nanoTime a clock in nanoseconds
     */
    public ScoreBench(int rank, int threads, double secondsEach, long seed, LongSupplier nanoTime) {
        this.rank = rank;
        this.threads = threads;
        this.secondsEach = secondsEach;
        this.seed = seed;
        this.nanoTime = nanoTime;
    }

    /**
     * Symbols a second; medians of rounds in which all contestants take turns.
     *
     * @param symbols in the alphabet
     * @param symbolsPerSecond the automaton's
     * @param onnxBatch1 the model's, one word at a time
     * @param kernel what the automaton ran on
     */
    public record Result(
            String model,
            int rank,
            int symbols,
            int threads,
            String kernel,
            double symbolsPerSecond,
            double onnxBatch1,
            double onnxBatch32,
            double onnxBatch512) {}

    /**
     * Measures against one model.
     *
     * @throws InvalidInputException if it is a classifier, which has no next symbol
     */
    public Result against(Path folder) {
        Manifest manifest = Manifest.read(folder);
        if (manifest.task() != Task.LANGUAGE_MODEL) {
            throw new InvalidInputException(
                    manifest.id() + " is a classifier: scoring is measured with the read-out of the next symbol");
        }
        Random random = new Random(seed);
        int symbols = Alphabet.of(manifest).size();
        Kernel kernel = Kernel.best();
        CompiledAutomaton automaton = CompiledAutomaton.of(stochastic(symbols, random), kernel);
        List<int[]> words = IntStream.range(0, WORDS)
                .mapToObj(i -> random.ints(LENGTH, 0, symbols).toArray())
                .toList();
        try (BareSession session = new BareSession(folder, threads)) {
            double[] rates = new Throughput(secondsEach, nanoTime)
                    .of(List.of(
                            new Throughput.Entry(() -> score(automaton, words), threads),
                            new Throughput.Entry(session.batch(1, LENGTH, random), 1),
                            new Throughput.Entry(session.batch(32, LENGTH, random), 1),
                            new Throughput.Entry(session.batch(WORDS, LENGTH, random), 1)));
            return new Result(
                    manifest.id(), rank, symbols, threads, kernel.name(), rates[0], rates[1], rates[2], rates[3]);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close the session", e);
        }
    }

    private static long score(CompiledAutomaton automaton, List<int[]> words) {
        long symbols = 0;
        for (int[] word : words) {
            symbols += automaton.distributions(word).length > 0 ? word.length : 0;
        }
        return symbols;
    }

    private WeightedAutomaton stochastic(int symbols, Random random) {
        double[][] transitions = new double[symbols][rank * rank];
        for (double[] transition : transitions) {
            Arrays.setAll(transition, i -> random.nextDouble() / (symbols * rank));
        }
        double[] initial = random.doubles(rank).toArray();
        double[] total = new double[rank];
        Arrays.fill(total, 1);
        double[] stop = new double[rank];
        Arrays.fill(stop, 1.0 / (symbols + 1));
        return new WeightedAutomaton(
                initial, transitions, new NextSymbol(total, stop, Optional.empty(), new double[symbols + 1]));
    }
}
