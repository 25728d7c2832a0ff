package io.understudy.streams.bench;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.streams.broker.TemporaryFolder;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.process.Deployment;
import io.understudy.streams.process.Footprint;
import io.understudy.streams.process.JavaProcess;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Whether an instance holds more and more: the demo's model, whose traffic changes every few minutes, so that surrogates
 * are distilled and replaced again and again. Heap of a fixed size, so that resident memory grows by native memory only.
 */
public final class SoakBench {
    /** Share of the time after which caches are full and code is compiled. */
    private static final double WARM_UP = 1.0 / 3;

    private static final Duration PHASE = Duration.ofMinutes(3);
    private static final Duration SAMPLE = Duration.ofSeconds(20);
    private static final double RATE = 500;
    private static final double TEN_MINUTES = 600;
    private static final double NANOS = 1e9;

    private final Duration duration;
    private final Clock clock;
    private final Progress progress;

    /**
     * How one quantity went after the warm-up.
     *
     * @param mean of all samples
     * @param percentPer10Minutes slope of the least squares line, percent of the mean
     */
    public record Trend(double first, double last, double mean, double percentPer10Minutes) {}

    /**
     * Figures of one run.
     *
     * @param warmUpMinutes that come before what is judged
     * @param promotions of surrogates
     * @param heapMegabytes in use after a full collection, the least of each whole phase of traffic
     * @param heapOfPhases what {@code heapMegabytes} is made of, from the first phase after the warm-up
     * @param temporaryEntries files and folders in the instance's temporary folder
     */
    public record Result(
            double minutes,
            double warmUpMinutes,
            int samples,
            long sequences,
            long scored,
            long promotions,
            Trend heapMegabytes,
            List<Double> heapOfPhases,
            Trend residentMegabytes,
            Trend threads,
            Trend handles,
            Trend stateMegabytes,
            Trend temporaryEntries) {}

    private record Sample(double at, Footprint process, long state, long temporary) {}

    /** Tells on {@code progress} how long it still takes. */
    public SoakBench(Duration duration, Clock clock, Progress progress) {
        this.duration = duration;
        this.clock = clock;
        this.progress = progress;
    }

    /** Runs it. */
    public Result run() {
        try (ShippedModel model = new ShippedModel();
                TemporaryFolder folder = TemporaryFolder.create("understudy-soak");
                TemporaryFolder temporary = TemporaryFolder.create("understudy-soak-temporary");
                Deployment all = new Deployment(model.folder(), 1, folder.path(), settings())) {
            JavaProcess instance = all.start(
                    List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-Djava.io.tmpdir=" + temporary.path()));
            Path state = folder.path().resolve("instance-0-state");
            String topic = all.settings().topics().sequences();
            List<Sample> samples = new ArrayList<>();
            try (Load normal = load(all, topic, model.normal());
                    Load shifted = load(all, topic, model.shifted())) {
                long begun = System.nanoTime();
                double end = seconds(duration);
                for (double now = 0; now < end; now = (System.nanoTime() - begun) / NANOS) {
                    progress.report("soak", (long) now, (long) end);
                    boolean before = (long) (now / seconds(PHASE)) % 2 == 0;
                    (before ? normal : shifted).send(RATE, seconds(SAMPLE));
                    samples.add(new Sample(
                            (System.nanoTime() - begun) / NANOS,
                            Footprint.of(instance),
                            Footprint.bytes(state),
                            entries(temporary.path())));
                }
                long sent = normal.sent() + shifted.sent();
                all.await("all sequences are scored", () -> all.committed() == sent);
                return result(samples, sent, all);
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private Load load(Deployment all, String topic, Path sequences) {
        return new Load(all.address(), topic, SequenceFile.lines(sequences), clock);
    }

    private static Map<String, String> settings() {
        return Map.of(
                "fidelity.window", "PT5S",
                "extraction.sequences", "1000",
                "extraction.cooldown", "PT10S",
                "extraction.longest-pause", "PT30S",
                "extraction.budget", "PT20S");
    }

    private static long entries(Path folder) {
        File[] entries = folder.toFile().listFiles();
        return entries == null ? 0 : entries.length;
    }

    private Result result(List<Sample> samples, long sent, Deployment all) {
        double warmUp = WARM_UP * seconds(duration);
        List<Sample> judged =
                samples.stream().filter(sample -> sample.at >= warmUp).toList();
        List<Sample> phases = leastOfEachPhase(judged);
        return new Result(
                seconds(duration) / 60,
                warmUp / 60,
                judged.size(),
                sent,
                all.committed(),
                all.published(),
                trend(phases, sample -> sample.process.heapBytes() / 1e6),
                phases.stream().map(sample -> sample.process.heapBytes() / 1e6).toList(),
                trend(judged, sample -> sample.process.residentBytes() / 1e6),
                trend(judged, sample -> sample.process.threads()),
                trend(judged, sample -> sample.process.handles()),
                trend(judged, sample -> sample.state / 1e6),
                trend(judged, sample -> sample.temporary));
    }

    /** A distillation under way holds heap that is no leak. All samples where the time is too short for a phase. */
    private List<Sample> leastOfEachPhase(List<Sample> samples) {
        Map<Long, Sample> least = new TreeMap<>();
        for (Sample sample : samples) {
            least.merge(
                    (long) (sample.at / seconds(PHASE)),
                    sample,
                    (one, other) -> one.process.heapBytes() <= other.process.heapBytes() ? one : other);
        }
        // Parts of a phase at either end may have had no moment without a distillation.
        double whole = seconds(duration) / seconds(PHASE);
        least.keySet().removeIf(phase -> phase < WARM_UP * whole || phase + 1 > whole);
        return least.isEmpty() ? samples : List.copyOf(least.values());
    }

    private static Trend trend(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double time = samples.stream().mapToDouble(Sample::at).average().orElse(0);
        double mean = samples.stream().mapToDouble(of).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Sample sample : samples) {
            covariance += (sample.at - time) * (of.applyAsDouble(sample) - mean);
            variance += (sample.at - time) * (sample.at - time);
        }
        double slope = variance == 0 || mean == 0 ? 0 : covariance / variance;
        return new Trend(
                of.applyAsDouble(samples.get(0)),
                of.applyAsDouble(samples.get(samples.size() - 1)),
                mean,
                slope == 0 ? 0 : 100 * slope * TEN_MINUTES / mean);
    }
}
