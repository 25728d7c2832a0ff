package io.understudy.agent.bench;

import ai.onnxruntime.OrtException;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.ScoredPhrases;
import io.understudy.agent.rule.DeletionTest;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.rule.Rules;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The cost of scoring a word with thousands of phrases, compared with a batch in ONNX Runtime, on one thread; and, for
 * a classifier, whether the phrases that are given as reasons matter to the model. The phrases of the first part are
 * drawn from the traffic at random, and so are their weights: what they say does not change how long it takes.
 */
public final class RuleBench {
    private static final int LENGTH = 20;
    private static final int BATCH = 512;
    private static final int LONGEST = 5;
    private static final int TRIES = 100;

    private final int phrases;
    private final double secondsEach;
    private final long seed;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Progress progress;

    /**
     * @param phrases how many are looked for at once
     * @param secondsEach how long each contestant runs in each of the rounds
     * @param nanoTime a clock in nanoseconds
     */
    public RuleBench(
            int phrases, double secondsEach, long seed, Clock clock, LongSupplier nanoTime, Progress progress) {
        this.phrases = phrases;
        this.secondsEach = secondsEach;
        this.seed = seed;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * Medians of rounds in which both take turns.
     *
     * @param phrases how many there were; a small alphabet has not as many as were requested
     * @param symbolsPerSecond scored with the phrases
     * @param onnxSymbolsPerSecond of the model at batch 512, words of 20 symbols
     * @param share time to score, as a share of the model's
     * @param deletion of the rules distilled from the traffic; null for a language model
     */
    public record Result(
            String model,
            int phrases,
            double symbolsPerSecond,
            double onnxSymbolsPerSecond,
            double share,
            DeletionTest deletion) {}

    /**
     * Measures one model.
     *
     * @param traffic sequences that the phrases, and the rules, come from
     * @param test sequences that reasons are given for
     */
    public Result of(Path folder, Path traffic, Path test) {
        try (OnnxModel model = OnnxModel.open(folder, 1);
                BareSession session = new BareSession(folder, 1)) {
            List<int[]> words = SequenceFile.words(traffic, model.alphabet());
            Random random = new Random(seed);
            ScoredPhrases scored = drawn(model, words, random);
            var scorer = scored.compiled();
            List<int[]> scoredWords = cut(words, random);
            long symbols = scoredWords.stream().mapToLong(word -> word.length).sum();
            double[] rates = new Throughput(secondsEach, nanoTime)
                    .of(List.of(
                            new Throughput.Entry(
                                    () -> {
                                        long rows = 0;
                                        for (int[] word : scoredWords) {
                                            rows += scorer.answer(word).rows().length;
                                        }
                                        return rows > 0 ? symbols : 0;
                                    },
                                    1),
                            new Throughput.Entry(session.batch(BATCH, LENGTH, random), 1)));
            return new Result(
                    model.manifest().id(),
                    scored.size(),
                    rates[0],
                    rates[1],
                    rates[1] / rates[0],
                    model.task() == Task.CLASSIFIER ? deletion(model, words, test) : null);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close the session", e);
        }
    }

    private DeletionTest deletion(OnnxModel model, List<int[]> words, Path test) {
        RuleDistiller.Options options = RuleDistiller.Options.usual(seed, Duration.ofMinutes(1));
        Rules rules =
                new RuleDistiller(model, options, clock, progress).distil(words).rules();
        return DeletionTest.of(model, rules.scorer(), SequenceFile.words(test, model.alphabet()), seed);
    }

    private ScoredPhrases drawn(OnnxModel model, List<int[]> words, Random random) {
        Set<Phrase> drawn = new LinkedHashSet<>();
        for (int tries = 0; drawn.size() < phrases && tries < TRIES * phrases; tries++) {
            int[] word = words.get(random.nextInt(words.size()));
            int length = 1 + random.nextInt(LONGEST);
            if (word.length >= length) {
                int from = random.nextInt(word.length - length + 1);
                drawn.add(new Phrase(Arrays.copyOfRange(word, from, from + length)));
            }
        }
        if (drawn.isEmpty()) {
            throw new InvalidInputException("the sequences hold no symbol, so no phrases");
        }
        double[][] weights = new double[drawn.size()][];
        Arrays.setAll(weights, p -> random.doubles(model.columns()).toArray());
        boolean everyPrefix = model.task() == Task.LANGUAGE_MODEL;
        return new ScoredPhrases(
                everyPrefix, model.alphabet().size(), List.copyOf(drawn), weights, new double[model.columns()]);
    }

    /** The traffic in words of one length, as ONNX Runtime is fed. */
    private static List<int[]> cut(List<int[]> words, Random random) {
        int[] all = words.stream().flatMapToInt(Arrays::stream).toArray();
        List<int[]> cut = new ArrayList<>();
        while (cut.size() < BATCH && all.length >= LENGTH) {
            int from = random.nextInt(all.length - LENGTH + 1);
            cut.add(Arrays.copyOfRange(all, from, from + LENGTH));
        }
        if (cut.isEmpty()) {
            throw new InvalidInputException("the sequences hold fewer than " + LENGTH + " symbols");
        }
        return cut;
    }
}
