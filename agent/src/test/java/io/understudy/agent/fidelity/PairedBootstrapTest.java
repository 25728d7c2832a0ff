package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;

class PairedBootstrapTest {
    private static final float[][] MODEL = {{0.9f, 0.1f}};

    /** A classifier's answers, right with a probability. */
    private static List<Comparison> comparisons(int sequences, double right, Random random) {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            double[][] said = {random.nextDouble() < right ? new double[] {0.8, 0.2} : new double[] {0.3, 0.7}};
            comparisons.add(Comparison.of(Task.CLASSIFIER, new int[0], MODEL, word -> new Answer(said, 0)));
        }
        return comparisons;
    }

    private static PairedBootstrap contest(double incumbent, double challenger, long seed) {
        Random random = new Random(seed);
        return PairedBootstrap.of(
                Measure.DECISION_AGREEMENT,
                comparisons(225, incumbent, random),
                comparisons(225, challenger, random),
                seed);
    }

    @Example
    void whatIsClearlyBetterWinsAndWhatIsWorseLoses() {
        assertThat(contest(0.5, 0.95, 1).isBetter()).isTrue();
        assertThat(contest(0.95, 0.5, 1).isWorse()).isTrue();
        assertThat(contest(0.5, 0.95, 1).difference()).isBetween(0.3, 0.6);
    }

    @Example
    void ofEqualsAboutOneInFortyWins() {
        int better = 0;
        for (long seed = 0; seed < 400; seed++) {
            better += contest(0.9, 0.9, seed).isBetter() ? 1 : 0;
        }
        // 2.5 % at each end, plus what a binomial of 400 allows.
        assertThat(better).isBetween(1, 24);
    }

    @Example
    void theSameAnswersAreATie() {
        List<Comparison> same = comparisons(100, 0.8, new Random(3));
        PairedBootstrap tie = PairedBootstrap.of(Measure.TOTAL_VARIATION, same, same, 1);
        assertThat(tie).isEqualTo(new PairedBootstrap(0, 0, 0));
        assertThat(tie.isBetter() || tie.isWorse()).isFalse();
    }
}
