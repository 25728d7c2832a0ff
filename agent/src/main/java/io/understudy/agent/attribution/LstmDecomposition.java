package io.understudy.agent.attribution;

import io.understudy.agent.attribution.LstmTrace.Step;
import io.understudy.agent.cell.LstmCell;
import io.understudy.agent.model.Oracle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An LSTM's log ratio as a sum over its symbols (Murdoch & Szlam 2017, section 3). With W the difference of two
 * classes' weights and T the last symbol, the part of symbol t is
 *
 * <ul>
 *   <li>beta: W · (o_T ∘ (tanh c_t − tanh c_{t−1}))
 *   <li>gamma: W · (o_T ∘ (tanh(F_{t+1} ∘ c_t) − tanh(F_t ∘ c_{t−1}))), F_t = f_t ∘ … ∘ f_T
 * </ul>
 *
 * Both telescope to W · h_T exactly, and with the bias to the log ratio. Of several layers the highest is taken apart.
 */
final class LstmDecomposition implements Attribution {
    private final DoublePrecisionNetwork network;
    private final AttributionMethod score;

    private LstmDecomposition(DoublePrecisionNetwork network, AttributionMethod score) {
        this.network = network;
        this.score = score;
    }

    /** Empty unless the highest layer is an LSTM under an affine layer and a softmax. */
    static Optional<LstmDecomposition> of(Oracle oracle, AttributionMethod score) {
        return DoublePrecisionNetwork.of(oracle)
                .filter(network -> network.top() instanceof LstmCell)
                .map(network -> new LstmDecomposition(network, score));
    }

    @Override
    public AttributionMethod score() {
        return score;
    }

    @Override
    public List<AnswerAttribution> of(List<int[]> words) {
        LstmTrace trace = new LstmTrace(network);
        return words.stream().map(word -> explained(trace, word)).toList();
    }

    private AnswerAttribution explained(LstmTrace trace, int[] word) {
        List<Step> steps = trace.along(word);
        double[][] parts = score == AttributionMethod.BETA ? beta(steps) : gamma(steps);
        return (one, other) -> {
            double[] weights = network.between(one, other);
            double[] fed =
                    Arrays.stream(parts).mapToDouble(part -> dot(weights, part)).toArray();
            return Contributions.of(fed, network.before(), word.length, network.biasBetween(one, other));
        };
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double[][] beta(List<Step> steps) {
        double[][] parts = new double[steps.size()][];
        for (int t = 0; t < parts.length; t++) {
            double[] out = steps.get(parts.length - 1).output();
            double[] now = steps.get(t).squashed();
            double[] before = t == 0 ? new double[out.length] : steps.get(t - 1).squashed();
            parts[t] = new double[out.length];
            Arrays.setAll(parts[t], k -> out[k] * (now[k] - before[k]));
        }
        return parts;
    }

    private static double[][] gamma(List<Step> steps) {
        double[][] parts = new double[steps.size()][];
        if (steps.isEmpty()) {
            return parts;
        }
        double[] out = steps.get(parts.length - 1).output();
        double[] kept = new double[out.length];
        Arrays.fill(kept, 1);
        for (int t = parts.length - 1; t >= 0; t--) {
            Step step = steps.get(t);
            parts[t] = new double[out.length];
            for (int k = 0; k < out.length; k++) {
                double with = Math.tanh(kept[k] * step.cell()[k]);
                kept[k] *= step.forget()[k];
                double without =
                        t == 0 ? 0 : Math.tanh(kept[k] * steps.get(t - 1).cell()[k]);
                parts[t][k] = out[k] * (with - without);
            }
        }
        return parts;
    }
}
