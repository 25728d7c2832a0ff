package io.understudy.agent.bench;

import ai.onnxruntime.OrtException;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.query.Batches;
import io.understudy.agent.query.WordEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What batched inference costs without anything of ours around it: words as ready tensors in buckets of like length,
 * one session for all threads, each thread with a batch of its own, the answers copied out of the output tensor.
 */
public final class BareInference {
    private final int threads;
    private final double secondsEach;
    private final LongSupplier nanoTime;

    /** @param secondsEach how long each of the rounds takes */
    public BareInference(int threads, double secondsEach, LongSupplier nanoTime) {
        this.threads = threads;
        this.secondsEach = secondsEach;
        this.nanoTime = nanoTime;
    }

    /** Words in a second, the median of the rounds, over words that come again and again. */
    public double wordsPerSecond(Path folder, OnnxModel model, List<int[]> words) {
        try (BareSession session = new BareSession(folder, 1)) {
            List<Throughput.Contestant> batches = batches(model, words).stream()
                    .map(batch -> session.words(batch, batch.get(batch.size() - 1).length, batch.size()))
                    .toList();
            AtomicInteger next = new AtomicInteger();
            Throughput.Contestant any = () -> batches.get(Math.floorMod(next.getAndIncrement(), batches.size()))
                    .run();
            return new Throughput(secondsEach, nanoTime).of(List.of(new Throughput.Entry(any, threads)))[0];
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close the session", e);
        }
    }

    private static List<List<int[]>> batches(OnnxModel model, List<int[]> words) {
        WordEncoder encoder = WordEncoder.of(model.manifest(), model.alphabet());
        List<int[]> tokens = words.stream()
                .filter(word -> word.length > 0)
                .map(encoder::tokens)
                .toList();
        int[] lengths = tokens.stream().mapToInt(word -> word.length).toArray();
        return Batches.plan(lengths, model.task() == Task.LANGUAGE_MODEL).stream()
                .map(batch -> Arrays.stream(batch).mapToObj(tokens::get).toList())
                .toList();
    }
}
