package io.understudy.agent.cluster;

import io.understudy.agent.features.PrefixStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Refines a transition table by splitting inconsistent states: an edge (state, symbol) is the mean of all prefixes
 * that follow it, a state is the mean of its edges, and an edge leads to the nearest state. So what is clustered is
 * deterministic by construction, and an inconsistent state shows: its edges lie apart, and it is split between them.
 */
final class StateSplitting {
    private static final int ROUNDS = 8;
    private static final int ROUNDS_OF_TWO = 10;

    private final PrefixStates seen;
    private final float[][] points;
    private final double[] counts;

    /**
     * @param points a place for each prefix
     */
    StateSplitting(PrefixStates seen, float[][] points) {
        this.seen = seen;
        this.points = points;
        this.counts = seen.counts();
    }

    /** An edge: where it begins, the mean of what it brings, and how much traffic that is. */
    private record Edge(int from, int symbol, double[] mean, double weight) {}

    /** The machine with its edges led to the nearest states, for as long as that makes it more faithful. */
    TransitionTable settled(TransitionTable given) {
        TransitionTable best = given;
        double least = best.loss();
        for (int round = 0; round < ROUNDS; round++) {
            TransitionTable next = relocated(best);
            double loss = next.loss();
            if (!(loss < least)) {
                break;
            }
            best = next;
            least = loss;
        }
        return best.withoutUnvisited();
    }

    private TransitionTable relocated(TransitionTable machine) {
        double[][] centres = centres(machine);
        int[][] successors = machine.successors();
        edges(machine).parallelStream()
                .forEach(edge -> successors[edge.from()][edge.symbol()] =
                        nearest(edge.mean(), centres, successors[edge.from()][edge.symbol()]));
        return new TransitionTable(seen, successors);
    }

    /** Splits the states whose edges lie furthest apart; the same machine if there are none. */
    TransitionTable split(TransitionTable machine, int most) {
        List<List<Edge>> arriving = new ArrayList<>();
        for (int state = 0; state < machine.states(); state++) {
            arriving.add(new ArrayList<>());
        }
        arriving.get(0).add(begin());
        edges(machine).forEach(edge -> arriving.get(machine.successor(edge.from(), edge.symbol()))
                .add(edge));
        List<Split> splits = IntStream.range(0, machine.states())
                .parallel()
                .mapToObj(state -> Split.of(state, arriving.get(state)))
                .filter(split -> split.gain() > 0)
                .sorted(Comparator.comparingDouble((Split split) -> -split.gain()))
                .limit(most)
                .toList();
        int[][] successors = Arrays.copyOf(machine.successors(), machine.states() + splits.size());
        int fresh = machine.states();
        for (Split split : splits) {
            successors[fresh] = machine.successors()[split.state()];
            fresh++;
        }
        fresh = machine.states();
        for (Split split : splits) {
            for (Edge edge : split.leaving()) {
                successors[edge.from()][edge.symbol()] = fresh;
            }
            fresh++;
        }
        return splits.isEmpty() ? machine : new TransitionTable(seen, successors);
    }

    /** Every word begins in the initial state. */
    private Edge begin() {
        double[] place = new double[points[0].length];
        for (int d = 0; d < place.length; d++) {
            place[d] = points[0][d];
        }
        return new Edge(-1, -1, place, counts[0]);
    }

    private List<Edge> edges(TransitionTable machine) {
        int[][] numbers = new int[machine.states()][machine.symbols()];
        List<double[]> sums = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        List<int[]> ends = new ArrayList<>();
        for (int node = 1; node < points.length; node++) {
            int from = machine.at(seen.trie().parent(node));
            int symbol = seen.trie().symbol(node);
            if (numbers[from][symbol] == 0) {
                sums.add(new double[points[0].length]);
                weights.add(new double[1]);
                ends.add(new int[] {from, symbol});
                numbers[from][symbol] = sums.size();
            }
            int edge = numbers[from][symbol] - 1;
            add(sums.get(edge), points[node], counts[node]);
            weights.get(edge)[0] += counts[node];
        }
        List<Edge> edges = new ArrayList<>();
        for (int e = 0; e < sums.size(); e++) {
            double weight = weights.get(e)[0];
            edges.add(new Edge(ends.get(e)[0], ends.get(e)[1], divided(sums.get(e), weight), weight));
        }
        return edges;
    }

    private double[][] centres(TransitionTable machine) {
        double[][] sums = new double[machine.states()][points[0].length];
        double[] weights = new double[machine.states()];
        for (int node = 0; node < points.length; node++) {
            add(sums[machine.at(node)], points[node], counts[node]);
            weights[machine.at(node)] += counts[node];
        }
        // A state that nothing comes to is nowhere, so that no edge finds it near.
        return IntStream.range(0, sums.length)
                .mapToObj(state -> divided(sums[state], weights[state]))
                .toArray(double[][]::new);
    }

    private static int nearest(double[] place, double[][] centres, int now) {
        int best = now;
        double least = distance(place, centres[now]);
        for (int state = 0; state < centres.length; state++) {
            double distance = distance(place, centres[state]);
            if (distance < least) {
                least = distance;
                best = state;
            }
        }
        return best;
    }

    private static void add(double[] sum, float[] point, double weight) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += weight * point[d];
        }
    }

    private static double[] divided(double[] sum, double weight) {
        return Arrays.stream(sum).map(value -> value / weight).toArray();
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = a[d] - b[d];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * A state in two.
     *
     * @param leaving the edges that the new half gets
     * @param gain how much nearer all edges lie to their half, weighted by traffic
     */
    private record Split(int state, List<Edge> leaving, double gain) {
        static Split of(int state, List<Edge> edges) {
            double[] mean = mean(edges);
            Edge first = furthest(edges, mean);
            double[] left = first.mean();
            double[] right = furthest(edges, left).mean();
            List<Edge> there = List.of();
            List<Edge> here = edges;
            for (int round = 0; round < ROUNDS_OF_TWO; round++) {
                double[] a = left;
                double[] b = right;
                there = edges.stream()
                        .filter(edge -> distance(edge.mean(), b) < distance(edge.mean(), a))
                        .toList();
                here = edges.stream()
                        .filter(edge -> !(distance(edge.mean(), b) < distance(edge.mean(), a)))
                        .toList();
                if (there.isEmpty() || here.isEmpty()) {
                    return new Split(state, List.of(), 0);
                }
                left = mean(here);
                right = mean(there);
            }
            double gain = weight(here) * distance(left, mean) + weight(there) * distance(right, mean);
            boolean begins = there.stream().anyMatch(edge -> edge.from() < 0);
            return new Split(state, begins ? here : there, gain);
        }

        private static Edge furthest(List<Edge> edges, double[] from) {
            return edges.stream()
                    .max(Comparator.comparingDouble(edge -> edge.weight() * distance(edge.mean(), from)))
                    .orElse(new Edge(-1, -1, from, 0));
        }

        private static double weight(List<Edge> edges) {
            return edges.stream().mapToDouble(Edge::weight).sum();
        }

        private static double[] mean(List<Edge> edges) {
            double[] sum = new double[edges.isEmpty() ? 0 : edges.get(0).mean().length];
            for (Edge edge : edges) {
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += edge.weight() * edge.mean()[d];
                }
            }
            return divided(sum, weight(edges));
        }
    }
}
