package io.understudy.streams.shadow;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Breakdown;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedComparison;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Summarises micro-batches for the coordinator. */
final class BatchSummary {
    private final OnnxModel model;
    private final int sample;
    private final RuleReasons reasons;
    private final DisagreementSampler disagreements;

    /**
     * @param sample sequences of a summary whose symbols go on with it, at most; all do until there are surrogates
     */
    BatchSummary(OnnxModel model, int sample, RuleReasons reasons) {
        this.model = model;
        this.sample = sample;
        this.reasons = reasons;
        this.disagreements = new DisagreementSampler(model, reasons);
    }

    /**
     * Sums up.
     */
    Summary of(List<Compared> compared, Optional<Surrogates.Loaded> loaded, Optional<AttractorTraffic> attractors) {
        List<Summary.Entry> entries = new ArrayList<>();
        List<List<String>> sampled = new ArrayList<>();
        // The first distillation need not wait for more traffic than it takes.
        int most = loaded.isEmpty() ? compared.size() : sample;
        int every = Math.max(1, compared.size() / Math.max(1, most));
        for (int i = 0; i < compared.size(); i++) {
            Sequence sequence = compared.get(i).sequence();
            entries.add(new Summary.Entry(
                    sequence.timestamp(),
                    sequence.segment(),
                    compared.get(i).scored().counts()));
            if (i % every == 0 && sampled.size() < most) {
                sampled.add(compared.get(i).sequence().symbols());
            }
        }
        List<Repeated> repeated = Repeated.of(compared);
        Map<String, long[]> states = new TreeMap<>();
        loaded.ifPresent(
                these -> these.drawn().forEach((name, automaton) -> states.put(name, visits(automaton, repeated))));
        return new Summary(
                model.manifest().id(),
                model.sha256(),
                loaded.map(these -> these.bundle().version()).orElse(0L),
                entries,
                sampled,
                attractors.map(AttractorTraffic::visits).orElse(null),
                states,
                loaded.map(these -> disagreements.of(compared, these)).orElse(List.of()),
                loaded.map(these -> breakdowns(these, repeated)).orElse(Map.of()),
                loaded.map(these -> reasons.fired(repeated, these)).orElse(null),
                served(compared));
    }

    private static ServedComparison served(List<Compared> compared) {
        return compared.stream()
                .flatMap(one -> one.served().stream())
                .map(ServedAnswerCheck::counted)
                .reduce(ServedComparison.NONE, ServedComparison::plus);
    }

    /**
     * Every surrogate's by the states of the finite automaton, where there is one: it says best where a sequence is.
     */
    private static Map<String, Breakdown> breakdowns(Surrogates.Loaded loaded, List<Repeated> repeated) {
        FiniteAutomaton finite = loaded.drawn().get(Bundle.FSA);
        Map<String, Breakdown.Builder> builders = new TreeMap<>();
        for (Repeated these : repeated) {
            Compared one = these.one();
            int[] states = finite == null ? null : finite.path(one.scored().word());
            one.scored().comparisons().forEach((name, comparison) -> builders.computeIfAbsent(
                            name, fresh -> new Breakdown.Builder())
                    .add(
                            comparison,
                            one.sequence().symbols(),
                            states,
                            one.sequence().segment(),
                            these.times()));
        }
        Map<String, Breakdown> breakdowns = new TreeMap<>();
        builders.forEach((name, builder) -> breakdowns.put(name, builder.build()));
        return breakdowns;
    }

    private static long[] visits(FiniteAutomaton automaton, List<Repeated> repeated) {
        long[] visits = new long[automaton.states()];
        for (Repeated these : repeated) {
            for (int state : automaton.path(these.one().scored().word())) {
                visits[state] += these.times();
            }
        }
        return visits;
    }
}
