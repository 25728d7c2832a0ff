package io.understudy.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

class ContinuationClustersTest {
    private static List<int[]> words(int many, int symbols, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, many)
                .mapToObj(i -> random.ints(1 + random.nextInt(30), 0, symbols).toArray())
                .toList();
    }

    private static List<FiniteAutomaton> probed(Oracle oracle, int clusters, List<int[]> words) {
        return new ContinuationClusters(oracle, oracle.continuation().orElseThrow(), clusters, 1, Progress.none())
                .automata(words, () -> false);
    }

    @Example
    void aLanguageThatIsNotRegularIsToldNearlyAlways() {
        LeakySum oracle = new LeakySum();
        List<int[]> traffic = words(300, 4, 1);
        List<int[]> others = words(2_000, 4, 2);
        for (FiniteAutomaton automaton : probed(oracle, 1_000, traffic)) {
            Fidelity fidelity = Fidelity.of(Task.CLASSIFIER, others, oracle.query(others), automaton.scorer());
            assertThat(fidelity.agreement()).isGreaterThan(0.98);
            assertThat(Arrays.stream(automaton.visits()).sum())
                    .as("visits are those of the traffic, not of words made up")
                    .isEqualTo(
                            traffic.stream().mapToLong(word -> word.length + 1).sum());
        }
    }

    @Example
    void aRegularLanguageIsToldByItsMinimalAutomaton() {
        int[][] containsThreeOnes = {{0, 1}, {0, 2}, {0, 3}, {3, 3}};
        KnownMachine oracle = new KnownMachine(containsThreeOnes, new int[] {0, 0, 0, 1}, true);
        for (FiniteAutomaton automaton : probed(oracle, 60, words(300, 2, 1))) {
            assertThat(automaton.states()).isEqualTo(4);
            assertThat(words(2_000, 2, 2))
                    .allMatch(word ->
                            (automaton.outputs()[automaton.after(word)][1] > 0.5) == (oracle.classOf(word) == 1));
        }
    }

    @Example
    void variationsAreMadeOfTheTraffic() {
        int[][] sawAOne = {{0, 1, 0}, {1, 1, 1}};
        KnownMachine oracle = new KnownMachine(sawAOne, new int[] {0, 1}, true);
        List<int[]> traffic = List.of(
                new int[] {0, 0, 2}, new int[] {2, 2}, new int[] {0, 2, 0, 2}, new int[] {1, 1, 1, 1, 1}, new int[] {
                    0, 0
                });
        TrafficAugmentation variations = new TrafficAugmentation(oracle, traffic, 1);
        assertThat(variations.drawn(20)).hasSize(20).allMatch(word -> Arrays.equals(word, new int[] {1, 1, 1, 1, 1}));
        assertThat(variations.crossed(50)).hasSize(50).allMatch(word -> traffic.stream()
                .anyMatch(begin -> IntStream.rangeClosed(0, Math.min(begin.length, word.length))
                        .anyMatch(cut -> Arrays.equals(begin, 0, cut, word, 0, cut)
                                && traffic.stream()
                                        .anyMatch(end -> end.length >= word.length - cut
                                                && Arrays.equals(
                                                        end,
                                                        end.length - (word.length - cut),
                                                        end.length,
                                                        word,
                                                        cut,
                                                        word.length)))));
    }
}
