package io.understudy.agent.attribution;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How far the parts of a decomposition, summed up, are from the log ratio that ONNX Runtime gives. */
public final class DecompositionCheck {
    private static final int AT_ONCE = 256;

    private final Oracle oracle;
    private final Progress progress;

    /** Checks one model's decomposition. */
    public DecompositionCheck(Oracle oracle, Progress progress) {
        this.oracle = oracle;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param answers how many were compared: one for each word, or for each prefix of a language model's words
     * @param largestError absolute, of the log ratio of the first class and the runner-up, nats
     * @param at the word where it was, counted from 0
     */
    public record Result(AttributionMethod score, long answers, double largestError, int at) {}

    /** Compares the answers along all words. */
    public Result of(Attribution attribution, List<int[]> words) {
        double largest = 0;
        int at = 0;
        long answers = 0;
        for (int from = 0; from < words.size(); from += AT_ONCE) {
            int begin = from;
            List<int[]> some = words.subList(from, Math.min(words.size(), from + AT_ONCE));
            List<float[][]> queried = oracle.query(some);
            double[] errors = IntStream.range(0, some.size())
                    .parallel()
                    .mapToDouble(w -> error(attribution, some.get(w), queried.get(w)))
                    .toArray();
            for (int w = 0; w < errors.length; w++) {
                answers += queried.get(w).length;
                if (!(errors[w] <= largest)) {
                    largest = errors[w];
                    at = begin + w;
                }
            }
            progress.report("checking " + attribution.score(), begin + some.size(), words.size());
        }
        return new Result(attribution.score(), answers, largest, at);
    }

    private double error(Attribution attribution, int[] word, float[][] rows) {
        List<int[]> explained = new ArrayList<>();
        boolean every = oracle.task() == Task.LANGUAGE_MODEL;
        for (int t = every ? 0 : word.length; t <= word.length; t++) {
            explained.add(Arrays.copyOf(word, t));
        }
        List<AnswerAttribution> all = attribution.of(explained);
        double largest = 0;
        for (int i = 0; i < rows.length; i++) {
            int first = Ranking.first(rows[i]);
            int second = Ranking.runnerUp(rows[i], first);
            double ratio = Math.log(rows[i][first]) - Math.log(rows[i][second]);
            largest =
                    Math.max(largest, Math.abs(all.get(i).between(first, second).total() - ratio));
        }
        return largest;
    }
}
