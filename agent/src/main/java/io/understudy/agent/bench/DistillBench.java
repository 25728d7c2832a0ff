package io.understudy.agent.bench;

import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Queries and time of a distillation, compared with the naive way over a basis of the same size. No refinement. */
public final class DistillBench {
    private static final double MILLIS = 1000;

    private final int prefixes;
    private final int suffixes;
    private final long seed;
    private final Clock clock;
    private final Progress progress;

    /** Both ways get a basis of so many prefixes and suffixes. */
    public DistillBench(int prefixes, int suffixes, long seed, Clock clock, Progress progress) {
        this.prefixes = prefixes;
        this.suffixes = suffixes;
        this.seed = seed;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Both ways' costs, and how faithful each is on the same held-out sequences.
     *
     * @param oraclePositions symbols that the model was fed
     * @param seconds from the sequences to the automaton
     */
    public record Result(
            String model,
            int prefixes,
            int suffixes,
            long oraclePositions,
            long naivePositions,
            double seconds,
            double naiveSeconds,
            double klNats,
            double naiveKlNats) {}

    /**
     * Measures one model.
     *
     * @param sequences what it sees
     * @throws InvalidInputException if it is a classifier
     */
    public Result of(Path folder, Path sequences) {
        try (OnnxModel model = OnnxModel.open(folder, 0)) {
            if (model.task() != Task.LANGUAGE_MODEL) {
                throw new InvalidInputException(
                        model.manifest().id() + " is a classifier: the naive way is measured on language models");
            }
            List<int[]> words = SequenceFile.words(sequences, model.alphabet());
            Distiller distiller = new Distiller(
                    model,
                    new Distiller.Options(OptionalInt.empty(), prefixes, suffixes, seed, Duration.ZERO, false),
                    clock,
                    progress);
            Distillation own = distiller.distil(words);
            Distillation naive = distiller.distilNaively(words);
            return new Result(
                    model.manifest().id(),
                    own.prefixes(),
                    own.suffixes(),
                    own.oraclePositions(),
                    naive.oraclePositions(),
                    own.took().toMillis() / MILLIS,
                    naive.took().toMillis() / MILLIS,
                    own.heldOut().klNats(),
                    naive.heldOut().klNats());
        }
    }
}
