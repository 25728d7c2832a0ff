package io.understudy.streams.bench;

import io.understudy.agent.bench.BareInference;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.word.Word;
import io.understudy.streams.broker.TemporaryFolder;
import io.understudy.streams.config.Settings;
import io.understudy.streams.extraction.ChallengerEvaluation;
import io.understudy.streams.process.Deployment;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Trigger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What watching costs above bare inference: bare ONNX Runtime, what the stream does without Kafka, and the whole with
 * brokers and instances in processes of their own, one after the other on the same cores.
 */
public final class StreamBench {
    private static final double BARE_SECONDS = 1;
    private static final double WARM_UP_SECONDS = 120;
    private static final double WARM_UP_LOAD = 0.15;
    /** At another rate, micro-batches and transactions are of another size, and the JVMs compile for minutes again. */
    private static final double RATE_WARM_UP_SECONDS = 100;

    /** Of an instance: as many as the topics have by default. */
    private static final int PARTITIONS = 3;

    private static final double MORE = 1.5;
    private static final double HALF = 0.5;
    private static final double HIGH = 0.9;
    private static final double NANOS = 1e9;

    private final Options options;
    private final Clock clock;
    private final Progress progress;

    /**
     * What is run.
     *
     * @param surrogates a bundle; without one it is distilled from the sequences, as the stream does
     * @param seconds that each measurement takes
     */
    public record Options(
            Path model, Path sequences, Optional<Path> surrogates, int instances, int brokers, double seconds) {}

    /**
     * Figures of one run.
     *
     * @param cores that all processes share
     * @param repeated share of the file's sequences that are the same as an earlier one of it; the load is the file over
     *     and over, in which all are in the end
     * @param surrogates sizes by name
     * @param bareSequencesPerSecond of ONNX Runtime in batches, one thread for each core, mean of before and after
     * @param topologySequencesPerSecond without Kafka, on one thread
     * @param topologyMicros what each part of that takes, microseconds for one sequence
     * @param streamSequencesPerSecond of all instances, from a topic with sequences waiting
     * @param ratio {@code streamSequencesPerSecond / bareSequencesPerSecond}
     * @param p50Millis from a record's timestamp to when its committed verdict can be read, at half of that rate
     * @param p50MillisAtHighLoad the same at 90 % of it
     * @param instanceMicros processor time of the instances for one sequence, microseconds
     * @param brokerMicros processor time of the brokers for one sequence, microseconds
     * @param instanceMegabytes resident memory of the largest instance at the end
     */
    public record Result(
            String model,
            int cores,
            int instances,
            int brokers,
            int batch,
            double symbolsPerSequence,
            double repeated,
            Map<String, Integer> surrogates,
            double bareSequencesPerSecond,
            double topologySequencesPerSecond,
            Map<String, Double> topologyMicros,
            double streamSequencesPerSecond,
            double streamSymbolsPerSecond,
            double ratio,
            double p50Millis,
            double p99Millis,
            double p50MillisAtHighLoad,
            double p99MillisAtHighLoad,
            double instanceMicros,
            double brokerMicros,
            double instanceMegabytes) {}

    /** Tells on {@code progress} what is measured. */
    public StreamBench(Options options, Clock clock, Progress progress) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /** Runs it. */
    public Result run() {
        List<List<String>> sequences = SequenceFile.lines(options.sequences());
        int cores = Runtime.getRuntime().availableProcessors();
        try (TemporaryFolder folder = TemporaryFolder.create("understudy-bench");
                OnnxModel model = OnnxModel.open(options.model(), 1);
                Deployment all = new Deployment(options.model(), options.brokers(), folder.path(), settings(cores))) {
            List<int[]> words = sequences.stream().map(model.alphabet()::encode).toList();
            Settings settings = all.settings();
            Bundle bundle = options.surrogates()
                    .map(file -> new BundleFormat().load(file))
                    .orElseGet(() -> distil(model, settings, sequences));
            BareInference bare = new BareInference(cores, BARE_SECONDS, System::nanoTime);
            progress.report("bare inference", 0, 1);
            double before = bare.wordsPerSecond(options.model(), model, words);
            progress.report("without Kafka", 0, 1);
            DirectRun.Result direct =
                    new DirectRun(model, settings, bundle, clock).run(DirectRun.records(sequences), options.seconds());
            all.publish(bundle, model.sha256());
            try (Load load = new Load(all.address(), settings.topics().sequences(), sequences, clock)) {
                Throughput stream = throughput(all, load, before);
                progress.report("bare inference again", 0, 1);
                double after = bare.wordsPerSecond(options.model(), model, words);
                long[] half = latencies(all, load, HALF * stream.rate());
                long[] high = latencies(all, load, HIGH * stream.rate());
                double bareRate = (before + after) / 2;
                double length =
                        words.stream().mapToInt(word -> word.length).average().orElse(0);
                return new Result(
                        model.manifest().id(),
                        cores,
                        options.instances(),
                        options.brokers(),
                        settings.inference().batch(),
                        length,
                        repeated(words),
                        DirectRun.sizes(bundle),
                        bareRate,
                        direct.sequencesPerSecond(),
                        direct.micros(),
                        stream.rate(),
                        stream.rate() * length,
                        stream.rate() / bareRate,
                        quantile(half, 0.5),
                        quantile(half, 0.99),
                        quantile(high, 0.5),
                        quantile(high, 0.99),
                        stream.instanceMicros(),
                        stream.brokerMicros(),
                        all.residentMegabytes());
            }
        }
    }

    private Map<String, String> settings(int cores) {
        return Map.of(
                "inference.stream-threads",
                // One core is the brokers' and the load's.
                Integer.toString(Math.max(1, (cores - 1) / options.instances())),
                "topics.partitions",
                Integer.toString(PARTITIONS * options.instances()),
                // No distillation: it would only take time from what is measured.
                "fidelity.margin",
                "0.9",
                "fidelity.least-drop",
                "0.9");
    }

    /** As the stream does, from as many sequences as it gathers by default. */
    private Bundle distil(OnnxModel model, Settings settings, List<List<String>> sequences) {
        ExtractionRequest request = new ExtractionRequest(
                "bench",
                model.manifest().id(),
                model.sha256(),
                Trigger.INITIAL,
                0,
                sequences.subList(0, Math.min(sequences.size(), 2_000)));
        return new ChallengerEvaluation(settings.extraction(), settings.fidelity(), clock)
                .hold(model, request, Optional.empty(), 0, progress)
                .promoted()
                .orElseThrow(() -> new IllegalStateException("nothing could be distilled"));
    }

    /** Of the whole, with sequences waiting all the time. */
    private record Throughput(double rate, double instanceMicros, double brokerMicros) {}

    private Throughput throughput(Deployment all, Load load, double bare) {
        for (int i = 0; i < options.instances(); i++) {
            all.start(List.of("-Xmx1g"));
        }
        // Some of the cores is left for the compiler of the JVMs.
        progress.report("the stream warms up", 0, 1);
        load.send(bare * WARM_UP_LOAD, WARM_UP_SECONDS);
        all.await("the sequences of the warm-up are scored", () -> all.committed() == load.sent());
        progress.report("sequences to wait in the topic", 0, 1);
        load.send((long) (bare * options.seconds() * MORE));
        progress.report("the stream", 0, 1);
        long from = all.committed();
        Duration instances = all.instanceTime();
        Duration brokers = all.brokerTime();
        long begun = System.nanoTime();
        long end = begun + (long) (options.seconds() * NANOS);
        all.await("measured", () -> System.nanoTime() > end || all.committed() == load.sent());
        long done = all.committed() - from;
        double seconds = (System.nanoTime() - begun) / NANOS;
        double instanceMicros = all.instanceTime().minus(instances).toNanos() / 1e3 / done;
        double brokerMicros = all.brokerTime().minus(brokers).toNanos() / 1e3 / done;
        progress.report("the rest of what waits", 0, 1);
        all.await("all sequences are scored", () -> all.committed() == load.sent());
        return new Throughput(done / seconds, instanceMicros, brokerMicros);
    }

    private long[] latencies(Deployment all, Load load, double rate) {
        progress.report("latency at %,.0f sequences a second".formatted(rate), 0, 1);
        try (Latencies latencies = new Latencies(all.settings(), clock)) {
            load.send(rate, RATE_WARM_UP_SECONDS);
            long before = load.sent();
            latencies.begin();
            load.send(rate, options.seconds());
            all.await("all verdicts can be read", () -> latencies.seen() >= load.sent() - before);
            return latencies.sorted();
        }
    }

    private static double quantile(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private static double repeated(List<int[]> words) {
        return 1 - (double) words.stream().map(Word::new).distinct().count() / words.size();
    }
}
