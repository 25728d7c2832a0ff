package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.features.StateFeatures;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.agent.numeric.WeightedKMeans;
import io.understudy.agent.onnx.OnnxModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is measured of one network that was trained to find a pattern.
 *
 * @param plusPlus agreement of automata of 2 to {@link #MOST} clusters by k-means++, transitions by majority
 * @param x the same by k-means-x
 * @param states of the refined automaton
 * @param wrong of all words to {@link #LONGEST}: the refined automaton, the network
 * @param accuracy against the truth, for each of {@link #LENGTHS}: the network, the most faithful automaton of clusters
 *     by k-means++, the refined automaton
 */
record GateMeasures(double[] plusPlus, double[] x, int states, long[] wrong, double[][] accuracy) {
    static final int MOST = 20;
    static final int LONGEST = 16;
    /** Training had words of up to 20. */
    static final int[] LENGTHS = {20, 100, 400};

    private static final int DRAWN = 2_000;

    static GateMeasures of(Path folder, OnnxModel model) {
        String[] name = folder.getFileName().toString().split("-");
        long seed = Long.parseLong(name[2]);
        PatternWords words = new PatternWords(name[0], model.alphabet());
        List<int[]> train = SequenceFile.words(folder.resolve("train.txt"), model.alphabet());
        List<int[]> test = SequenceFile.words(folder.resolve("test.txt"), model.alphabet());
        List<float[][]> answers = model.query(test);
        int width = model.hiddenStateAccess()
                .orElseThrow()
                .queryWithStates(List.of(new int[1]))
                .hidden()
                .get(0)[0]
                .length;
        // The paper clusters hidden states; an LSTM's cell states come after them.
        StateFeatures hidden = (state, answer) -> Arrays.copyOf(state, width);
        PrefixStates seen = new PrefixStates(model.continuation().orElseThrow(), train);
        float[][] points = seen.points(hidden);
        Transitions transitions =
                new Transitions(seen, hidden, points, model.alphabet().size(), seed);
        int[] depths = IntStream.range(0, seen.nodes()).map(seen.trie()::depth).toArray();
        KMeansX byPosition = new KMeansX(points, seen.counts(), depths);
        List<FiniteAutomaton> plusPlus =
                machines(transitions, k -> WeightedKMeans.assign(points, seen.counts(), k, seed));
        List<FiniteAutomaton> x = machines(transitions, byPosition::assign);
        double[] agreement = agreement(plusPlus, model, test, answers);
        FiniteAutomaton best = IntStream.range(0, agreement.length)
                .boxed()
                .max(Comparator.<Integer>comparingDouble(k -> agreement[k]).thenComparing(k -> -k))
                .map(plusPlus::get)
                .orElseThrow();
        FiniteAutomaton refined = refined(model, seed, train);
        List<int[]> all = PatternWords.all(LONGEST);
        long[] wrong = {
            count(refined, all, words),
            countOf(model, all, words)
        };
        Random random = new Random(seed);
        double[][] accuracy = Arrays.stream(LENGTHS)
                .mapToObj(length -> words.drawn(DRAWN, length, random))
                .map(drawn -> new double[] {
                    1 - countOf(model, drawn, words) / (double) DRAWN,
                    1 - count(best, drawn, words) / (double) DRAWN,
                    1 - count(refined, drawn, words) / (double) DRAWN
                })
                .toArray(double[][]::new);
        return new GateMeasures(
                agreement, agreement(x, model, test, answers), refined.states(), wrong, accuracy);
    }

    private static List<FiniteAutomaton> machines(Transitions transitions, IntFunction<int[]> clustering) {
        return IntStream.rangeClosed(2, MOST)
                .mapToObj(clustering)
                .map(clusters -> transitions
                        .byMajority(clusters, transitions.byQueries(clusters))
                        .automaton(false))
                .toList();
    }

    private static double[] agreement(
            List<FiniteAutomaton> machines, OnnxModel model, List<int[]> test, List<float[][]> answers) {
        return machines.stream()
                .mapToDouble(machine -> Fidelity.of(model.task(), test, answers, machine.scorer())
                        .agreement())
                .toArray();
    }

    private static FiniteAutomaton refined(OnnxModel model, long seed, List<int[]> train) {
        FiniteDistiller.Options options =
                new FiniteDistiller.Options(ExtractionMethod.AUTO, OptionalInt.empty(), seed, Duration.ofSeconds(60));
        return new FiniteDistiller(model, options, Clock.systemUTC(), Progress.none())
                .distil(train)
                .automaton();
    }

    private static long count(FiniteAutomaton automaton, List<int[]> drawn, PatternWords words) {
        return drawn.stream()
                .filter(word -> Ranking.first(automaton.outputs()[automaton.after(word)]) != words.truth(word))
                .count();
    }

    private static long countOf(OnnxModel model, List<int[]> drawn, PatternWords words) {
        List<float[][]> said = model.query(drawn);
        return IntStream.range(0, drawn.size())
                .filter(w -> Ranking.first(said.get(w)[0]) != words.truth(drawn.get(w)))
                .count();
    }
}
