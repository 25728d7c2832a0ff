package io.understudy.agent.cluster;

import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.features.StateFeatures;
import io.understudy.agent.model.Continuation.Frontier;
import io.understudy.agent.numeric.WeightedKMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where transitions lead: where the traffic goes most often (Hou & Zhou 2018), and where the network goes from the
 * state when it is queried. The network is queried with prefixes drawn from the state's traffic, and the transition
 * leads to the cluster nearest to the mean of where they go. What traffic never showed is always queried.
 */
final class Transitions {
    static final int REPRESENTATIVES = 5;

    private final PrefixStates seen;
    private final StateFeatures view;
    private final float[][] points;
    private final int symbols;
    private final long seed;

    /**
     * @param points of all prefixes, in the view
     */
    Transitions(PrefixStates seen, StateFeatures view, float[][] points, int symbols, long seed) {
        this.seen = seen;
        this.view = view;
        this.points = points;
        this.symbols = symbols;
        this.seed = seed;
    }

    /**
     * Clusters as a machine; the clusters are numbered anew, so that the initial state comes first.
     *
     * @param byQueries what {@link #byQueries} makes of them, for what the traffic never showed
     */
    TransitionTable byMajority(int[] clusters, TransitionTable byQueries) {
        return byMajority(clusters, byQueries, 1);
    }

    /**
     * The same.
     *
     * @param fewest moves that are believed
     */
    TransitionTable byMajority(int[] clusters, TransitionTable byQueries, int fewest) {
        int[] numbered = fromStart(clusters);
        int states = count(numbered);
        int[][] successors = byQueries.successors();
        Map<Integer, Map<Integer, Long>> moves = new HashMap<>();
        for (int node = 1; node < numbered.length; node++) {
            int move =
                    numbered[seen.trie().parent(node)] * symbols + seen.trie().symbol(node);
            moves.computeIfAbsent(move, key -> new TreeMap<>())
                    .merge(numbered[node], (long) seen.trie().count(node), Long::sum);
        }
        for (int state = 0; state < states; state++) {
            for (int symbol = 0; symbol < symbols; symbol++) {
                Map<Integer, Long> to = moves.getOrDefault(state * symbols + symbol, Map.of());
                long most = to.values().stream().mapToLong(count -> count).max().orElse(0);
                if (most >= fewest) {
                    successors[state][symbol] = to.entrySet().stream()
                            .filter(entry -> entry.getValue() == most)
                            .findFirst()
                            .orElseThrow()
                            .getKey();
                }
            }
        }
        return new TransitionTable(seen, successors);
    }

    /**
     * Clusters as a machine: a transition leads to the cluster that is nearest to the mean of where the moves go. Among
     * many small clusters the moves of one hardly meet in another, and the one where most of them do says little.
     *
     * @param byQueries what {@link #byQueries} makes of them, for what the traffic showed too seldom
     * @param fewest moves that are believed
     */
    TransitionTable byMeans(int[] clusters, TransitionTable byQueries, int fewest) {
        int[] numbered = fromStart(clusters);
        int states = count(numbered);
        float[][] centres = centres(numbered, states);
        int[] moves = new int[states * symbols];
        float[][] means = new float[states * symbols][];
        for (int node = 1; node < numbered.length; node++) {
            int move =
                    numbered[seen.trie().parent(node)] * symbols + seen.trie().symbol(node);
            means[move] = means[move] == null ? new float[points[0].length] : means[move];
            moves[move]++;
            for (int d = 0; d < means[move].length; d++) {
                means[move][d] += points[node][d];
            }
        }
        int[] believed = IntStream.range(0, moves.length)
                .filter(move -> moves[move] >= fewest)
                .toArray();
        float[][] to = new float[believed.length][];
        for (int i = 0; i < believed.length; i++) {
            to[i] = means[believed[i]];
            for (int d = 0; d < to[i].length; d++) {
                to[i][d] /= moves[believed[i]];
            }
        }
        int[] nearest = WeightedKMeans.nearest(to, centres);
        int[][] successors = byQueries.successors();
        for (int i = 0; i < believed.length; i++) {
            successors[believed[i] / symbols][believed[i] % symbols] = nearest[i];
        }
        return new TransitionTable(seen, successors);
    }

    /** The same, with the network queried for every transition. */
    TransitionTable byQueries(int[] clusters) {
        return new TransitionTable(seen, queried(fromStart(clusters)));
    }

    /** A machine with the transitions that its traffic never took led to where the network goes. */
    TransitionTable withUnseenQueried(TransitionTable machine) {
        int[] states = new int[seen.nodes()];
        boolean[][] taken = new boolean[machine.states()][symbols];
        for (int node = 0; node < states.length; node++) {
            states[node] = machine.at(node);
            if (node > 0) {
                taken[machine.at(seen.trie().parent(node))][seen.trie().symbol(node)] = true;
            }
        }
        int[][] queried = queried(states);
        for (int state = 0; state < queried.length; state++) {
            for (int symbol = 0; symbol < symbols; symbol++) {
                queried[state][symbol] =
                        taken[state][symbol] ? machine.successor(state, symbol) : queried[state][symbol];
            }
        }
        return new TransitionTable(seen, queried);
    }

    /** States that nothing is in stay where they are. */
    private int[][] queried(int[] clusters) {
        int states = count(clusters);
        float[][] centres = centres(clusters, states);
        List<List<Integer>> members = new ArrayList<>();
        for (int state = 0; state < states; state++) {
            members.add(new ArrayList<>());
        }
        for (int node = 0; node < clusters.length; node++) {
            members.get(clusters[node]).add(node);
        }
        int[][] successors = new int[states][symbols];
        Random random = new Random(seed);
        for (int state = 0; state < states; state++) {
            int[] drawn = drawn(members.get(state), random);
            if (drawn.length == 0) {
                Arrays.fill(successors[state], state);
                continue;
            }
            Frontier beyond = seen.beyond(drawn, symbols);
            float[][] means = new float[symbols][centres[0].length];
            for (int i = 0; i < beyond.size(); i++) {
                float[] point = view.point(beyond.state(i), beyond.answers()[i]);
                for (int d = 0; d < point.length; d++) {
                    means[i % symbols][d] += point[d] / drawn.length;
                }
            }
            successors[state] = WeightedKMeans.nearest(means, centres);
        }
        return successors;
    }

    private int[] drawn(List<Integer> members, Random random) {
        if (members.isEmpty()) {
            return new int[0];
        }
        double all = members.stream().mapToDouble(seen.trie()::count).sum();
        int[] drawn = new int[REPRESENTATIVES];
        for (int r = 0; r < drawn.length; r++) {
            double left = random.nextDouble() * all;
            int i = 0;
            while (i < members.size() - 1 && (left -= seen.trie().count(members.get(i))) > 0) {
                i++;
            }
            drawn[r] = members.get(i);
        }
        return drawn;
    }

    private float[][] centres(int[] clusters, int states) {
        float[][] nowhere = new float[states][points[0].length];
        for (float[] centre : nowhere) {
            Arrays.fill(centre, Float.MAX_VALUE);
        }
        return WeightedKMeans.means(points, seen.counts(), clusters, nowhere);
    }

    /** The same clusters, numbered so that the one of the empty word comes first. */
    static int[] fromStart(int[] clusters) {
        int start = clusters[0];
        int[] numbered = clusters.clone();
        for (int node = 0; node < numbered.length; node++) {
            numbered[node] = clusters[node] == start ? 0 : clusters[node] == 0 ? start : clusters[node];
        }
        return numbered;
    }

    private static int count(int[] clusters) {
        int highest = 0;
        for (int cluster : clusters) {
            highest = Math.max(highest, cluster);
        }
        return highest + 1;
    }
}
