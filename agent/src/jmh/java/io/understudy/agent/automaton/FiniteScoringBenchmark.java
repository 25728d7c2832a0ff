package io.understudy.agent.automaton;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Symbols that a finite automaton takes in a second, one thread, with what it says after each of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FiniteScoringBenchmark {
    private static final int WORDS = 1_000;
    private static final int LENGTH = 20;
    private static final int SYMBOLS = 30;

    @Param({"10", "300"})
    private int states;

    @Param({"true", "false"})
    private boolean languageModel;

    private final Random random = new Random(1);
    private final int[][] words = IntStream.range(0, WORDS)
            .mapToObj(i -> random.ints(LENGTH, 0, SYMBOLS).toArray())
            .toArray(int[][]::new);
    private Scorer scorer;

    /** An automaton of random transitions. */
    @Setup
    public void make() {
        int[][] successors = IntStream.range(0, states)
                .mapToObj(state -> random.ints(SYMBOLS, 0, states).toArray())
                .toArray(int[][]::new);
        double[][] outputs = IntStream.range(0, states)
                .mapToObj(state ->
                        random.doubles(languageModel ? SYMBOLS + 1 : 2).toArray())
                .toArray(double[][]::new);
        scorer = new FiniteAutomaton(
                        languageModel, 0, successors, outputs, new long[states], new long[states][SYMBOLS])
                .compiled();
    }

    /** All words, one after the other. */
    @Benchmark
    @OperationsPerInvocation(WORDS * LENGTH)
    public void symbols(Blackhole hole) {
        for (int[] word : words) {
            hole.consume(scorer.answer(word));
        }
    }
}
