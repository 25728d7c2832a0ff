package io.understudy.streams.scoring;

import io.understudy.agent.fidelity.Breakdown;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.serving.Surrogates;
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
    private final Optional<Surrogates.Loaded> loaded;
    private final int sample;
    private final RuleReasons reasons;
    private final DisagreementSampler disagreements;

    /**
     * @param sample sequences of a summary whose symbols go on with it, at most; all do until there are surrogates
     */
    BatchSummary(OnnxModel model, Optional<Surrogates.Loaded> loaded, int sample, RuleReasons reasons) {
        this.model = model;
        this.loaded = loaded;
        this.sample = sample;
        this.reasons = reasons;
        this.disagreements = new DisagreementSampler(model, reasons);
    }

    /**
     * Sums up.
     *
     * @param repeated the same sequences
     */
    Summary of(List<Compared> compared, List<Repeated> repeated, Optional<AttractorTraffic> attractors) {
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
        Map<String, long[]> states = new TreeMap<>();
        loaded.ifPresent(these -> these.drawn()
                .forEach((name, automaton) -> states.put(name, visits(name, automaton.states(), repeated))));
        return new Summary(
                model.manifest().id(),
                model.sha256(),
                loaded.map(these -> these.bundle().version()).orElse(0L),
                entries,
                sampled,
                attractors.map(AttractorTraffic::visits).orElse(null),
                states,
                loaded.map(these -> disagreements.of(repeated, these)).orElse(List.of()),
                breakdowns(repeated),
                reasons.fired(repeated),
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
    private static Map<String, Breakdown> breakdowns(List<Repeated> repeated) {
        Map<String, Breakdown.Builder> builders = new TreeMap<>();
        for (Repeated these : repeated) {
            Compared one = these.one();
            int[] states = one.scored().states().get(Bundle.FSA);
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

    private static long[] visits(String surrogate, int states, List<Repeated> repeated) {
        long[] visits = new long[states];
        for (Repeated these : repeated) {
            for (int state : these.one().scored().states().get(surrogate)) {
                visits[state] += these.times();
            }
        }
        return visits;
    }
}
