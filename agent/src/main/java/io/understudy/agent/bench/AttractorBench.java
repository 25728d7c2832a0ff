package io.understudy.agent.bench;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.trajectory.AttractorExtractor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** The cost of assigning states to attractors, compared with the cost of the network itself, on one thread. */
public final class AttractorBench {
    private static final int WORDS = 512;

    private final double secondsEach;
    private final long seed;
    private final LongSupplier nanoTime;
    private final Progress progress;

    /**
     * @param secondsEach how long each contestant runs in each of the rounds
     * @param nanoTime a clock in nanoseconds
     */
    public AttractorBench(double secondsEach, long seed, LongSupplier nanoTime, Progress progress) {
        this.secondsEach = secondsEach;
        this.seed = seed;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * Medians of rounds in which all contestants take turns.
     *
     * @param attractors how many there are to choose from
     * @param symbolsPerSecond the network's own, answers read out
     * @param assignmentShare time to assign states that are at hand, as a share of the network's
     * @param wholeShare all that comes on top of the network's time when its states are fetched and assigned, as a
     *     share
     * @param noneRatio share of the steps that are at no attractor
     */
    public record Result(
            String model,
            int attractors,
            int width,
            double symbolsPerSecond,
            double assignmentShare,
            double wholeShare,
            double noneRatio) {}

    /**
     * Measures one model.
     *
     * @param extraction sequences to find the attractors from
     * @param traffic sequences to assign
     */
    public Result of(Path folder, Path extraction, Path traffic) {
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            AttractorMap map = new AttractorExtractor(
                            model.manifest().id(),
                            model.manifest().classes(),
                            model,
                            Directions.TOWARDS_ATTRACTORS,
                            seed,
                            progress)
                    .extract(SequenceFile.words(extraction, model.alphabet()));
            List<int[]> all = SequenceFile.words(traffic, model.alphabet());
            List<int[]> words = all.subList(0, Math.min(WORDS, all.size()));
            long symbols = words.stream().mapToLong(word -> word.length).sum();
            HiddenStateAccess hiddenStateAccess = model.hiddenStateAccess().orElseThrow();
            Assignment assignment = new Assignment(map);
            List<float[][]> hidden = hiddenStateAccess.queryWithStates(words).hidden();
            double[] rates = new Throughput(secondsEach, nanoTime)
                    .of(List.of(
                            new Throughput.Entry(() -> model.query(words).isEmpty() ? 0 : symbols, 1),
                            new Throughput.Entry(() -> assigned(assignment, hidden) < 0 ? 0 : symbols, 1),
                            new Throughput.Entry(
                                    () -> assigned(
                                                            assignment,
                                                            hiddenStateAccess
                                                                    .queryWithStates(words)
                                                                    .hidden())
                                                    < 0
                                            ? 0
                                            : symbols,
                                    1)));
            return new Result(
                    map.model(),
                    map.attractors().size(),
                    map.width(),
                    rates[0],
                    rates[0] / rates[1],
                    rates[0] / rates[2] - 1,
                    (double) assigned(assignment, hidden) / symbols);
        }
    }

    /** Assigns, and counts the steps at no attractor. */
    private static long assigned(Assignment assignment, List<float[][]> hidden) {
        long none = 0;
        for (float[][] states : hidden) {
            for (int attractor : assignment.path(states)) {
                none += attractor == Assignment.NONE ? 1 : 0;
            }
        }
        return none;
    }
}
