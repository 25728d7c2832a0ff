package io.understudy.agent.report;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Breakdown;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A surrogate's report on given sequences. */
public final class Report {
    private final OnnxModel model;
    private final Bundle bundle;
    private final List<int[]> words;
    private final List<String> segments;
    private final List<HtmlPage.Link> links = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();

    /**
     * @param words the sequences, at least one
     * @param segments the segment of each; empty where none are distinguished
     */
    public Report(OnnxModel model, Bundle bundle, List<int[]> words, List<String> segments) {
        this.model = model;
        this.bundle = bundle;
        this.words = words;
        this.segments = segments;
    }

    /**
     * The page.
     *
     * @param evaluation of the bundle's surrogates on the sequences
     */
    public String html(BundleEvaluation evaluation, ReportSource source) {
        ExplanationSections explanations = new ExplanationSections(bundle);
        add("fidelity", "Fidelity", FidelitySection.of(model.task(), evaluation.comparisons()));
        add("failures", "Where it fails", failures(evaluation.comparisons()));
        add("automata", "Automata", explanations.automata());
        add("rules", "Rules", explanations.rules());
        add("attractors", "Attractors", explanations.attractors());
        add("provenance", "Provenance", ProvenanceSection.of(bundle, source));
        add("reproduce", "How to reproduce", ProvenanceSection.reproduce(bundle, source));
        return HtmlPage.of(
                "%s: surrogates, version %d".formatted(bundle.model(), bundle.version()),
                "%s against %s on %,d sequences of %s; %s"
                        .formatted(
                                String.join(", ", bundle.surrogates().keySet()),
                                bundle.model(),
                                words.size(),
                                source.sequencesFile().getFileName(),
                                source.written()),
                links,
                sections);
    }

    private void add(String id, String title, String markup) {
        if (!markup.isEmpty()) {
            links.add(new HtmlPage.Link(id, title));
            sections.add(Html.section(id, title, markup));
        }
    }

    private String failures(Map<String, List<Comparison>> comparisons) {
        FailureSection section = new FailureSection(model, words);
        StringBuilder html = new StringBuilder();
        comparisons.forEach((name, list) ->
                html.append(section.of(name, bundle.surrogates().get(name), list, breakdown(name, list))));
        return html.toString();
    }

    private Breakdown breakdown(String name, List<Comparison> comparisons) {
        FiniteAutomaton automaton = bundle.surrogates().get(name) instanceof FiniteAutomaton finite ? finite : null;
        Breakdown.Builder builder = new Breakdown.Builder();
        for (int i = 0; i < comparisons.size(); i++) {
            builder.add(
                    comparisons.get(i),
                    model.alphabet().decode(words.get(i)),
                    automaton == null ? null : automaton.path(words.get(i)),
                    segments.isEmpty() ? null : segments.get(i));
        }
        return builder.build();
    }
}
