package io.understudy.streams.scoring;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.Answer;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Distribution;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.topic.Disagreement;
import io.understudy.streams.topic.Disagreement.Guess;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.RuleEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples the sequence of a micro-batch on which a surrogate disagrees most with the model, and explains where and
 * why.
 */
final class DisagreementSampler {
    private static final int MOST_GUESSES = 3;
    private static final double LEAST_GUESS = 0.01;
    /** A model whose first two are nearer than this has no opinion to agree with. */
    private static final double UNDECIDED = 0.1;
    /** Symbols that are shown before the position, and after it. */
    private static final int SHOWN_BEFORE = 24;

    private static final int SHOWN_AFTER = 6;

    private final OnnxModel model;
    private final RuleReasons reasons;

    DisagreementSampler(OnnxModel model, RuleReasons reasons) {
        this.model = model;
        this.reasons = reasons;
    }

    /** One for each surrogate that was wrong anywhere. */
    List<Disagreement> of(List<Repeated> repeated, Surrogates.Loaded loaded) {
        List<Disagreement> found = new ArrayList<>();
        loaded.scorers().forEach((name, scorer) -> repeated.stream()
                .map(Repeated::one)
                .filter(one -> share(one, name) < 1)
                .min(Comparator.comparingDouble(one -> share(one, name)))
                .ifPresent(one -> found.add(
                        disagreement(one, name, scorer.answer(one.scored().word()), loaded))));
        return found;
    }

    private static double share(Compared one, String surrogate) {
        FidelityCounts counts = one.scored().counts().get(surrogate);
        return counts.mean(counts.decided());
    }

    private Disagreement disagreement(Compared one, String surrogate, Answer answer, Surrogates.Loaded loaded) {
        float[][] model = one.scored().answer();
        Comparison comparison = one.scored().comparisons().get(surrogate);
        int row = IntStream.range(0, model.length)
                .filter(t -> !comparison.decisions()[t])
                .findFirst()
                .orElse(0);
        int position = this.model.task() == Task.CLASSIFIER ? one.scored().word().length : row;
        double[] expected = IntStream.range(0, model[row].length)
                .mapToDouble(i -> model[row][i])
                .toArray();
        double[] said = Distribution.of(answer.rows()[row]);
        List<String> symbols = one.sequence().symbols();
        int from = Math.max(0, position - SHOWN_BEFORE);
        int to = Math.min(symbols.size(), position + SHOWN_AFTER);
        FiniteAutomaton drawn = loaded.drawn().get(surrogate);
        List<RuleEvidence> because =
                surrogate.equals(Bundle.RULES) ? reasons.because(one.scored().word(), position) : null;
        return new Disagreement(
                one.sequence().id(),
                one.sequence().timestamp(),
                surrogate,
                loaded.bundle().version(),
                symbols.subList(from, to),
                from,
                position,
                comparison.decided(),
                comparison.positions(),
                guesses(expected),
                guesses(said),
                drawn == null
                        ? null
                        : drawn.after(IntStream.of(one.scored().word())
                                .limit(position)
                                .toArray()),
                because,
                why(
                        one,
                        position,
                        expected,
                        Optional.ofNullable(drawn).filter(automaton -> surrogate.equals(Bundle.FSA)),
                        because,
                        comparison));
    }

    private List<Guess> guesses(double[] distribution) {
        return IntStream.range(0, distribution.length)
                .boxed()
                .sorted(Comparator.comparingDouble(column -> -distribution[column]))
                .limit(MOST_GUESSES)
                .filter(column -> distribution[column] >= LEAST_GUESS)
                .map(column -> new Guess(model.columnName(column), distribution[column]))
                .toList();
    }

    private String why(
            Compared one,
            int position,
            double[] expected,
            Optional<FiniteAutomaton> finite,
            List<RuleEvidence> because,
            Comparison comparison) {
        double[] sorted = IntStream.range(0, expected.length)
                .mapToDouble(column -> -expected[column])
                .sorted()
                .toArray();
        if (sorted.length > 1 && sorted[1] - sorted[0] < UNDECIDED) {
            return String.format(Locale.ROOT, "the model is undecided here: %.2f against %.2f", -sorted[0], -sorted[1]);
        }
        if (because != null) {
            return because.isEmpty()
                    ? "no phrase of the rules occurs, so they said what they say by default"
                    : "misled by the phrase “%s”, which supports %s"
                            .formatted(because.get(0).phrase(), because.get(0).outcome());
        }
        Optional<String> unseen =
                finite.flatMap(automaton -> unseen(automaton, one.scored().word(), position));
        if (unseen.isPresent()) {
            return unseen.get();
        }
        boolean away = one.scored()
                .path()
                .filter(path -> position > 0 && path[position - 1] == Assignment.NONE)
                .isPresent();
        if (away) {
            return "the network is at no attractor that it was seen at when this was distilled";
        }
        if (comparison.clipped() > 0) {
            return "the automaton gave %d of %d positions a weight that is not positive"
                    .formatted(comparison.clipped(), comparison.positions());
        }
        return finite.map(automaton -> "state %d stands for several pasts, and this is not the most frequent of them"
                        .formatted(automaton.after(IntStream.of(one.scored().word())
                                .limit(position)
                                .toArray())))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "its weights differ along the sequence: KL %.2f nats a position",
                        comparison.kl() / comparison.positions()));
    }

    /** The first step to the position that the traffic behind the automaton never took. */
    private Optional<String> unseen(FiniteAutomaton automaton, int[] word, int position) {
        int state = automaton.initial();
        for (int t = 0; t < position; t++) {
            int symbol = word[t];
            if (automaton.moves()[state][symbol] == 0) {
                return Optional.of("the traffic it was distilled from never left state %d by “%s” (symbol %d)"
                        .formatted(state, model.alphabet().symbols().get(symbol), t + 1));
            }
            state = automaton.successors()[state][symbol];
        }
        return Optional.empty();
    }
}
