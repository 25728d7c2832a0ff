package io.understudy.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class FiniteDistillerTest {
    private static FiniteAutomaton distil(KnownMachine oracle, ExtractionMethod method, OptionalInt states) {
        return distil(oracle, method, states, 600);
    }

    private static FiniteAutomaton distil(KnownMachine oracle, ExtractionMethod method, OptionalInt states, int words) {
        FiniteDistiller.Options options = new FiniteDistiller.Options(method, states, 1, Duration.ofSeconds(20));
        return new FiniteDistiller(oracle, options, Clock.systemUTC(), Progress.none())
                .distil(oracle.words(words, new Random(3)))
                .automaton();
    }

    private static int least(KnownMachine oracle, int[][] successors) {
        return StateMerging.of(successors, oracle.outputs()).length;
    }

    private static void assertSame(FiniteAutomaton automaton, KnownMachine oracle) {
        assertThat(differences(automaton, oracle)).isZero();
    }

    private static long differences(FiniteAutomaton automaton, KnownMachine oracle) {
        return oracle.words(500, new Random(99)).stream()
                .filter(word -> Ranking.first(automaton.scorer().answer(word).rows()[0]) != oracle.classOf(word))
                .count();
    }

    /** Contains 0110, as in Hou and Zhou's first task, with five states. */
    private static final int[][] CONTAINS_0110 = {{1, 0}, {1, 2}, {1, 3}, {4, 0}, {4, 4}};

    private static final int[] ACCEPTS = {0, 0, 0, 0, 1};

    @Example
    void everyMethodFindsTheMinimalAutomaton() {
        for (ExtractionMethod method : ExtractionMethod.values()) {
            KnownMachine oracle = new KnownMachine(CONTAINS_0110, ACCEPTS, true);
            FiniteAutomaton automaton = distil(oracle, method, OptionalInt.empty());
            assertThat(automaton.states()).as(method.toString()).isEqualTo(5);
            assertSame(automaton, oracle);
        }
    }

    @Property(tries = 20)
    void aHiddenAutomatonComesBack(
            @ForAll @IntRange(min = 2, max = 7) int states,
            @ForAll @IntRange(min = 2, max = 3) int symbols,
            @ForAll @IntRange(min = 2, max = 3) int classes,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        KnownMachine oracle = KnownMachine.random(Math.max(states, classes), symbols, classes, seed, true);
        // Three hundred words are held out: what shows in fewer than one of a hundred can be missed (rule of three).
        assertThat(differences(distil(oracle, ExtractionMethod.AUTO, OptionalInt.empty(), 3_000), oracle))
                .isLessThanOrEqualTo(5);
    }

    @Property(tries = 20)
    void anAutomatonThatHidesItsStatesIsLearned(
            @ForAll @IntRange(min = 2, max = 8) int states, @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        KnownMachine oracle = KnownMachine.random(states, 2, 2, seed, false);
        assertSame(distil(oracle, ExtractionMethod.AUTO, OptionalInt.empty()), oracle);
    }

    @Property(tries = 50)
    void minimisationKeepsTheLanguageAndIsIdempotent(
            @ForAll @IntRange(min = 2, max = 12) int states, @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        Random random = new Random(seed);
        int[][] successors = new int[states][];
        double[][] outputs = new double[states][];
        for (int state = 0; state < states; state++) {
            successors[state] = random.ints(2, 0, states).toArray();
            double yes = random.nextInt(2);
            outputs[state] = new double[] {1 - yes, yes};
        }
        int[][] least = StateMerging.of(successors, outputs);
        double[][] leastOutputs = new double[least.length][];
        for (int[] word : words(random)) {
            int state = after(successors, word);
            int merged = after(least, word);
            if (leastOutputs[merged] == null) {
                leastOutputs[merged] = outputs[state];
            }
            assertThat(leastOutputs[merged]).isEqualTo(outputs[state]);
        }
        for (int state = 0; state < least.length; state++) {
            leastOutputs[state] = leastOutputs[state] == null ? new double[] {1, 0} : leastOutputs[state];
        }
        assertThat(StateMerging.of(least, leastOutputs).length).isLessThanOrEqualTo(least.length);
    }

    private static List<int[]> words(Random random) {
        return IntStream.range(0, 300)
                .mapToObj(i -> random.ints(random.nextInt(20), 0, 2).toArray())
                .toList();
    }

    private static int after(int[][] successors, int[] word) {
        int state = 0;
        for (int symbol : word) {
            state = successors[state][symbol];
        }
        return state;
    }

    @Example
    void noMoreStatesThanAllowed() {
        KnownMachine oracle = new KnownMachine(CONTAINS_0110, ACCEPTS, true);
        for (ExtractionMethod method :
                List.of(ExtractionMethod.AUTO, ExtractionMethod.K_MEANS_PLUS_PLUS, ExtractionMethod.K_MEANS_X)) {
            assertThat(distil(oracle, method, OptionalInt.of(3)).states()).isLessThanOrEqualTo(3);
        }
        assertThat(least(oracle, CONTAINS_0110)).isEqualTo(5);
    }

    @Example
    void whatCannotBeDoneIsRefusedWithTheReason() {
        KnownMachine hidden = new KnownMachine(CONTAINS_0110, ACCEPTS, false);
        assertThatThrownBy(() -> distil(hidden, ExtractionMethod.K_MEANS_X, OptionalInt.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be clustered");
        assertThat(FiniteDistiller.impossible(Task.LANGUAGE_MODEL, 8_000, ExtractionMethod.AUTO))
                .hasValueSatisfying(why -> assertThat(why).contains("8,000"));
        assertThatThrownBy(
                        () -> new FiniteDistiller.Options(ExtractionMethod.AUTO, OptionalInt.of(0), 1, Duration.ZERO))
                .isInstanceOf(InvalidInputException.class);
    }
}
