package io.understudy.streams.bench;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.ModelResolver;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.scoring.ScoredBatch;
import io.understudy.streams.scoring.ScoringEngine;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedFile;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What the stream does with each record, without Kafka: decoding, scoring, encoding; on one thread. */
final class DirectRun {
    private static final double MICROS = 1e3;
    private static final double NANOS = 1e9;

    private final OnnxModel model;
    private final Settings settings;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters;
    private final Surrogates surrogates;
    private final SequenceDecoder decoder;
    private final Json json = new Json();
    private long decoding;
    private long scoring;
    private long encoding;
    private long done;

    DirectRun(OnnxModel model, Settings settings, Bundle bundle, Clock clock) {
        this.model = model;
        this.settings = settings;
        this.meters = new Meters(registry, model.manifest().id(), clock);
        this.surrogates = new Surrogates(model, settings.fidelity().limits().floor(), meters);
        this.surrogates.offer(new ServedFile(bundle.model(), model.sha256()).key(), new BundleFormat().write(bundle));
        this.decoder = new SequenceDecoder(
                json,
                ModelResolver.only(model::manifest),
                settings.inference().longest(),
                new Segmenter(settings.segments()));
    }

    /**
     * Result of a run.
     *
     * @param sequencesPerSecond on one thread
     * @param micros time of each part, microseconds for one sequence
     */
    record Result(double sequencesPerSecond, Map<String, Double> micros) {}

    /** Runs records over and over; as long again before, to warm up. */
    Result run(List<byte[]> records, double seconds) {
        repeat(records, seconds);
        decoding = 0;
        scoring = 0;
        encoding = 0;
        done = 0;
        Map<String, Double> before = timers();
        long begun = System.nanoTime();
        repeat(records, seconds);
        double rate = done * NANOS / (System.nanoTime() - begun);
        Map<String, Double> micros = new TreeMap<>();
        double timed = 0;
        for (Map.Entry<String, Double> part : timers().entrySet()) {
            double took = part.getValue() - before.getOrDefault(part.getKey(), 0.0);
            micros.put(part.getKey(), took / MICROS / done);
            timed += took;
        }
        micros.put("decoding", decoding / MICROS / done);
        micros.put("batching", (scoring - timed) / MICROS / done);
        micros.put("encoding", encoding / MICROS / done);
        return new Result(rate, micros);
    }

    private Map<String, Double> timers() {
        Map<String, Double> each = new TreeMap<>();
        for (Timer timer : registry.find("understudy.inference").timers()) {
            each.put(timer.getId().getTag("engine"), timer.totalTime(TimeUnit.NANOSECONDS));
        }
        return each;
    }

    /** Each time with an engine that remembers nothing, so that records repeat only what is in them already. */
    private void repeat(List<byte[]> records, double seconds) {
        int batch = settings.inference().batch();
        long end = System.nanoTime() + (long) (seconds * NANOS);
        while (System.nanoTime() < end) {
            ScoringEngine engine = new ScoringEngine(model, surrogates.current(), settings, meters);
            for (int from = 0; from < records.size() && System.nanoTime() < end; from += batch) {
                one(engine, records.subList(from, Math.min(records.size(), from + batch)));
            }
        }
    }

    private void one(ScoringEngine engine, List<byte[]> records) {
        long begun = System.nanoTime();
        List<Sequence> sequences = new ArrayList<>();
        for (byte[] record : records) {
            sequences.addAll(decoder.decode(new SequenceDecoder.Raw(null, record, new RecordHeaders(), 0, "bench"))
                    .sequences());
        }
        long decoded = System.nanoTime();
        ScoredBatch scored = engine.score(sequences);
        long finished = System.nanoTime();
        scored.verdicts();
        json.write(scored.summary());
        decoding += decoded - begun;
        scoring += finished - decoded;
        encoding += System.nanoTime() - finished;
        done += records.size();
    }

    /** Sequences as records of the topic. */
    static List<byte[]> records(List<List<String>> sequences) {
        Json json = new Json();
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            records.add(json.write(Map.of("id", "s" + i, "symbols", sequences.get(i))));
        }
        return records;
    }

    /** Of each surrogate. */
    static Map<String, Integer> sizes(Bundle bundle) {
        Map<String, Integer> sizes = new TreeMap<>();
        bundle.surrogates().forEach((name, surrogate) -> sizes.put(name, surrogate.size()));
        return sizes;
    }
}
