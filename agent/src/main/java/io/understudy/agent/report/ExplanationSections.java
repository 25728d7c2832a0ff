package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.draw.AttractorSvg;
import io.understudy.agent.draw.Diagram;
import io.understudy.agent.draw.HtmlFormat;
import io.understudy.agent.draw.RuleTable;
import io.understudy.agent.draw.Sketch;
import io.understudy.agent.draw.SvgFormat;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import java.util.List;

/** What the surrogates look like: automata, rules, attractors. */
final class ExplanationSections {
    private static final int ROWS_OF_RULES = 20;

    private final Bundle bundle;

    ExplanationSections(Bundle bundle) {
        this.bundle = bundle;
    }

    String automata() {
        StringBuilder html = new StringBuilder();
        bundle.finite()
                .ifPresent(automaton -> html.append(Html.picture(
                        "Finite automaton of %d states: in each, what comes next, its share of the traffic and what leads there"
                                .formatted(automaton.states()),
                        drawn("finite automaton", automaton, bundle.stateAttractors()),
                        Bundle.FSA)));
        if (bundle.surrogates().get(Bundle.WA) instanceof WeightedAutomaton automaton) {
            html.append(Html.picture(
                    "Strongest structure of the weighted automaton of rank %d: prefixes in order of weight, those that it continues alike sharing a state"
                            .formatted(automaton.states()),
                    drawn("weighted automaton, strongest structure", Sketch.of(automaton), List.of()),
                    Bundle.WA));
        }
        return html.toString();
    }

    private String drawn(String title, FiniteAutomaton automaton, List<String> attractors) {
        return SvgFormat.of(Diagram.readable(
                "%s: %s, version %d".formatted(bundle.model(), title, bundle.version()),
                automaton,
                bundle.symbols(),
                bundle.classes(),
                attractors));
    }

    /** Empty without rules. */
    String rules() {
        Surrogate surrogate = bundle.surrogates().get(Bundle.RULES);
        if (!(surrogate instanceof Rules rules)) {
            return "";
        }
        StringBuilder html = new StringBuilder();
        for (RuleTable table : RuleTable.of(rules, bundle.symbols(), bundle.classes(), ROWS_OF_RULES)) {
            String name = "rules." + table.name();
            html.append("<h3>%s</h3>%n".formatted(escaped(name))).append(Html.wide(name, HtmlFormat.body(table)));
        }
        return html.toString();
    }

    /** Empty where they are not known. */
    String attractors() {
        AttractorMap map = bundle.attractors();
        if (map == null) {
            return "";
        }
        double[] shares = map.reference().visits().shares();
        List<List<String>> rows = map.attractors().stream()
                .map(attractor -> row(attractor, shares[map.attractors().indexOf(attractor)]))
                .toList();
        return Html.picture(
                        "Plane of the first two principal components of the hidden states, and the transitions between attractors",
                        AttractorSvg.of(map),
                        "attractors")
                + Html.table(
                        "Attractors and slow points; at none of them: " + Html.percent(shares[shares.length - 1]),
                        List.of(
                                "id",
                                "kind",
                                "#share of steps",
                                "says",
                                "#spectral radius",
                                "sequences that lead there"),
                        rows);
    }

    private static List<String> row(Attractor attractor, double share) {
        return List.of(
                escaped(attractor.id()),
                attractor.stable()
                        ? attractor.period() > 1 ? "limit cycle of period " + attractor.period() : "fixed point"
                        : "slow point",
                Html.percent(share),
                escaped(attractor.says()),
                Html.number(attractor.spectralRadius()),
                "<span class=\"seq\">%s</span>".formatted(escaped(String.join(" · ", attractor.words()))));
    }
}
