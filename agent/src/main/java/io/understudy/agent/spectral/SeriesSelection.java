package io.understudy.agent.spectral;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.automaton.WeightedAutomaton.Series;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Chooses the series of word weights that stands beside an automaton: its rank, and how far it may be from what the
 * conditional distributions multiply to and still be believed, as is nearest on the words that the model sees. Held-out
 * words are too few for it: the likely words, on which it matters, are rare among them.
 */
public final class SeriesSelection {
    private static final int[] RANKS = {5, 10, 20, 30, 40, 50, 65, 80, 100, 125, 150, 200, 250, 300};
    private static final double[] TRUSTS = {0.1, 0.3, 0.9, Double.MAX_VALUE};

    /** Of the error without a series. */
    private static final double WORTH_ITS_SIZE = 0.01;

    private static final double AS_NEAR = 1.2;

    private final List<int[]> words;
    private final List<float[][]> answers;
    private final WordWeights weights;

    /**
     * @param words what the model sees
     * @param answers the oracle's
     * @param weights of the words
     */
    public SeriesSelection(List<int[]> words, List<float[][]> answers, WordWeights weights) {
        this.words = words;
        this.answers = answers;
        this.weights = weights;
    }

    private record Candidate(Series series, double error) {}

    /** The automaton with the smallest series that is about as near as any, if that is much nearer than none. */
    public WeightedAutomaton beside(WeightedAutomaton automaton, HankelBlocks blocks, long seed) {
        int most = WordWeights.highestRank(automaton.symbols());
        SpectralSolver spectral = SpectralSolver.solve(blocks.series(), Task.LANGUAGE_MODEL, most, seed);
        double[] conditional = conditional(automaton);
        List<Candidate> candidates = Arrays.stream(RANKS)
                .filter(rank -> rank <= spectral.highestRank())
                .mapToObj(spectral::ofRank)
                .map(series -> candidate(series, conditional))
                .toList();
        double least = candidates.stream().mapToDouble(Candidate::error).min().orElse(Double.POSITIVE_INFINITY);
        if (!(least < WORTH_ITS_SIZE * error(conditional, conditional, 0))) {
            return automaton;
        }
        Optional<Series> smallest = candidates.stream()
                .filter(candidate -> candidate.error() <= AS_NEAR * least)
                .map(Candidate::series)
                .findFirst();
        NextSymbol next = (NextSymbol) automaton.readout();
        return automaton.with(new NextSymbol(next.total(), next.stop(), smallest, next.background()));
    }

    private Candidate candidate(WeightedAutomaton automaton, double[] conditional) {
        double[] series = weights.of(automaton);
        double trusted = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double trust : TRUSTS) {
            double error = error(series, conditional, trust);
            trusted = error < least ? trust : trusted;
            least = Math.min(error, least);
        }
        double[] stop = ((NextSymbol) automaton.readout()).stop();
        return new Candidate(new Series(automaton.initial(), automaton.transitions(), stop, trusted), least);
    }

    private double[] conditional(WeightedAutomaton automaton) {
        Scorer scorer = automaton.scorer();
        return IntStream.range(0, words.size())
                .parallel()
                .mapToDouble(w -> Math.exp(Comparison.of(Task.LANGUAGE_MODEL, words.get(w), answers.get(w), scorer)
                        .surrogateLogProbability()))
                .toArray();
    }

    private double error(double[] series, double[] conditional, double trust) {
        double sum = 0;
        for (int w = 0; w < series.length; w++) {
            double difference = weights.model()[w] - Series.believed(series[w], conditional[w], trust);
            sum += difference * difference;
        }
        return sum;
    }
}
