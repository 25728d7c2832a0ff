package io.understudy.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.LogOdds;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;

class LeakySumTest {
    private static List<int[]> words(int count, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(60 + random.nextInt(90), 0, 4).toArray())
                .toList();
    }

    /** Its log odds are a linear function of what it has added up; its probabilities are of no finite rank. */
    @Example
    void whatAddsUpEvidenceOverLongWordsIsDistilledIntoFewStates() {
        LeakySum oracle = new LeakySum();
        Distiller.Options options = new Distiller.Options(OptionalInt.empty(), 60, 40, 1, Duration.ZERO, false);
        WeightedAutomaton automaton = new Distiller(oracle, options, Clock.systemUTC(), Progress.none())
                .distil(words(400, 1))
                .automaton();
        List<int[]> others = words(1_000, 2);
        Fidelity fidelity = Fidelity.of(Task.CLASSIFIER, others, oracle.query(others), automaton.scorer());
        assertThat(automaton.readout()).isInstanceOf(LogOdds.class);
        assertThat(automaton.states()).isLessThanOrEqualTo(20);
        assertThat(fidelity.classAgreement()).isGreaterThan(0.998);
        assertThat(fidelity.totalVariation()).isLessThan(0.005);
    }
}
