package io.understudy.agent.bench;

import ai.onnxruntime.OrtException;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * What batched inference costs without anything of ours around it: words as ready tensors in buckets of like length,
 * one session for all threads, each thread with a batch of its own, the answers copied out of the output tensor.
 */
public final class BareInference {
    /** Words that are sorted by length before they are cut into batches. */
    private static final int BLOCK = 2_048;

    private static final int BATCH = 256;
    private static final double STRETCH = 1.2;

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
        boolean padded = model.task() == Task.LANGUAGE_MODEL;
        List<List<int[]>> batches = new ArrayList<>();
        for (int from = 0; from < words.size(); from += BLOCK) {
            List<int[]> block = words.subList(from, Math.min(words.size(), from + BLOCK)).stream()
                    .filter(word -> word.length > 0)
                    .sorted(Comparator.comparingInt(word -> word.length))
                    .map(word -> tokens(model.manifest(), model.alphabet(), word))
                    .toList();
            int begin = 0;
            for (int end = 1; end <= block.size(); end++) {
                int shortest = block.get(begin).length;
                boolean fits = end < block.size()
                        && end - begin < BATCH
                        && block.get(end).length <= (padded ? Math.max(shortest + 2, shortest * STRETCH) : shortest);
                if (!fits) {
                    batches.add(block.subList(begin, end));
                    begin = end;
                }
            }
        }
        return batches;
    }

    private static int[] tokens(Manifest manifest, Alphabet alphabet, int[] word) {
        IntStream begin = manifest.begin().stream().mapToInt(manifest.symbols()::indexOf);
        IntStream end = manifest.task() == Task.CLASSIFIER
                ? manifest.end().stream().mapToInt(manifest.symbols()::indexOf)
                : IntStream.empty();
        return IntStream.concat(IntStream.concat(begin, Arrays.stream(word).map(alphabet::token)), end)
                .toArray();
    }
}
