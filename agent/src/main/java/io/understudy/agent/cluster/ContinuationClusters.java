package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.features.ContinuationFeatures;
import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.features.StateFeatures;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.numeric.WeightedKMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An automaton for a classifier whose language is not regular: thousands of clusters of hidden states by what the
 * model would answer after continuations of them, along the traffic and along words like it.
 */
final class ContinuationClusters {
    private static final int MORE_WORDS = 2_000;
    private static final int MOST_CLUSTERED_POINTS = 60_000;
    private static final int ROUNDS = 4;
    /** Fewer moves say less of where a cluster goes than the network does. */
    private static final int FEWEST_MOVES = 3;

    private final Oracle oracle;
    private final Continuation continuation;
    private final int clusters;
    private final long seed;
    private final Progress progress;

    /**
     * @param clusters the most that there may be
     */
    ContinuationClusters(Oracle oracle, Continuation continuation, int clusters, long seed, Progress progress) {
        this.oracle = oracle;
        this.continuation = continuation;
        this.clusters = clusters;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Clusters.
     *
     * @param traffic whose visits and moves the automata record
     * @param goOn whether there is time left to ask
     * @return two of the same clusters: with transitions to where the moves go in the mean, which is better where there
     *     are many moves, and to where most of them go
     */
    List<FiniteAutomaton> automata(List<int[]> traffic, BooleanSupplier goOn) {
        List<int[]> words = new TrafficAugmentation(oracle, traffic, seed).with(MORE_WORDS);
        PrefixStates seen = new PrefixStates(continuation, words);
        StateFeatures view = new ContinuationFeatures(seen, seed, goOn, progress);
        progress.report("clustering by what would be said", 0, 3);
        float[][] points = seen.points(view);
        int[] clustered = clustered(seen, points);
        progress.report("clustering by what would be said", 1, 3);
        Transitions transitions =
                new Transitions(seen, view, points, oracle.alphabet().size(), seed);
        TransitionTable queried = transitions.byQueries(clustered);
        progress.report("clustering by what would be said", 2, 3);
        double[][] outputs = outputs(seen, clustered, queried.states());
        PrefixStates visited = new PrefixStates(continuation, traffic);
        List<FiniteAutomaton> both = Stream.of(
                        transitions.byMeans(clustered, queried, FEWEST_MOVES),
                        transitions.byMajority(clustered, queried, FEWEST_MOVES))
                .map(machine -> merged(machine, outputs, visited))
                .toList();
        progress.report("clustering by what would be said", 3, 3);
        return both;
    }

    private int[] clustered(PrefixStates seen, float[][] points) {
        int[] some = seen.some(MOST_CLUSTERED_POINTS, seed);
        float[][] sample = IntStream.of(some).mapToObj(i -> points[i]).toArray(float[][]::new);
        double[] weights = IntStream.of(some).mapToDouble(seen.trie()::count).toArray();
        int k = Math.min(clusters, sample.length);
        int[] assigned = WeightedKMeans.assign(sample, weights, k, seed, ROUNDS);
        float[][] centres = WeightedKMeans.means(sample, weights, assigned, new float[k][sample[0].length]);
        return Transitions.fromStart(WeightedKMeans.nearest(points, centres));
    }

    /** What the model says on average in each cluster, [clusters][classes]. */
    private static double[][] outputs(PrefixStates seen, int[] clustered, int clusters) {
        float[][] answers =
                IntStream.range(0, clustered.length).mapToObj(seen::answer).toArray(float[][]::new);
        float[][] means =
                WeightedKMeans.means(answers, seen.counts(), clustered, new float[clusters][answers[0].length]);
        double[][] outputs = new double[clusters][answers[0].length];
        for (int cluster = 0; cluster < clusters; cluster++) {
            for (int c = 0; c < outputs[cluster].length; c++) {
                outputs[cluster][c] = means[cluster][c];
            }
        }
        return outputs;
    }

    /** Without states that no word distinguishes. */
    private static FiniteAutomaton merged(TransitionTable machine, double[][] outputs, PrefixStates traffic) {
        int[][] successors = StateMerging.of(machine.successors(), outputs);
        int[] places = new int[machine.states()];
        Arrays.fill(places, -1);
        places[0] = 0;
        double[][] said = new double[successors.length][];
        List<Integer> reached = new ArrayList<>(List.of(0));
        for (int i = 0; i < reached.size(); i++) {
            int state = reached.get(i);
            said[places[state]] = said[places[state]] == null ? outputs[state] : said[places[state]];
            for (int symbol = 0; symbol < machine.symbols(); symbol++) {
                int next = machine.successor(state, symbol);
                if (places[next] < 0) {
                    places[next] = successors[places[state]][symbol];
                    reached.add(next);
                }
            }
        }
        FiniteAutomaton walked = new TransitionTable(traffic, successors).automaton(false);
        return new FiniteAutomaton(false, 0, successors, said, walked.visits(), walked.moves());
    }
}
