package io.understudy.agent.cli;

import io.understudy.agent.attractor.AttractorFormat;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.draw.AttractorDiagram;
import io.understudy.agent.draw.AttractorSvg;
import io.understudy.agent.draw.Diagram;
import io.understudy.agent.draw.DotFormat;
import io.understudy.agent.draw.HtmlFormat;
import io.understudy.agent.draw.RuleTable;
import io.understudy.agent.draw.RuleText;
import io.understudy.agent.draw.SvgFormat;
import io.understudy.agent.draw.TextFormat;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.terminal.TextOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Draws the finite automaton of a surrogate: what each state says, how often traffic visits it, and what leads "
                    + "from one to the other; its rules, as text or html; or the attractors of a network, in the plane and as a "
                    + "network."
        },
        footer = {"", "Example:", "  understudy show orders.surrogate --format svg --out orders.svg"})
public final class ShowCommand implements Callable<Integer> {
    private static final int ROWS_OF_TEXT = 20;
    private static final int ROWS_OF_HTML = 500;

    enum Format {
        DOT("dot"),
        SVG("svg"),
        TEXT("text"),
        HTML("html");

        private final String label;

        Format(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Parameters(paramLabel = "SURROGATE", description = "A file that 'distill', 'rules' or 'attractors' wrote.")
    private Path surrogate;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Format format;

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            description =
                    "Leave out transitions that take less than this share of a state's traffic (0 for text, else as"
                            + " much as makes a picture that can be read).")
    private Double minProbability;

    @Mixin
    private TextOutput output;

    @Override
    public Integer call() {
        if (minProbability != null && !(minProbability >= 0 && minProbability <= 1)) {
            throw new InvalidInputException("--min-probability must be between 0 and 1");
        }
        String drawn = AttractorFormat.files().begins(surrogate)
                ? drawn(AttractorFormat.files().load(surrogate))
                : drawn(new BundleFormat().load(surrogate));
        output.write(drawn, "the drawing");
        return 0;
    }

    private String drawn(AttractorMap map) {
        Diagram network = AttractorDiagram.of(map);
        return switch (format) {
            case TEXT -> AttractorText.of(map);
            case DOT -> DotFormat.of(network);
            case SVG -> AttractorSvg.of(map);
            case HTML -> HtmlFormat.of(map.model() + ": attractors", List.of(), Optional.of(AttractorSvg.of(map)));
        };
    }

    private String drawn(Bundle bundle) {
        Optional<FiniteAutomaton> finite =
                Optional.ofNullable(bundle.surrogates().get(Bundle.FSA)).map(FiniteAutomaton.class::cast);
        if (format == Format.HTML) {
            Optional<String> drawing = finite.map(automaton -> SvgFormat.of(diagram(bundle, automaton)));
            return HtmlFormat.of(
                    "%s, version %d".formatted(bundle.model(), bundle.version()),
                    tables(bundle, ROWS_OF_HTML),
                    drawing);
        }
        if (format != Format.TEXT) {
            FiniteAutomaton automaton = finite.orElseThrow(() -> new InvalidInputException(
                    surrogate + " holds no finite automaton to draw: distil one with --surrogates fsa"));
            Diagram diagram = diagram(bundle, automaton);
            return format == Format.DOT ? DotFormat.of(diagram) : SvgFormat.of(diagram);
        }
        StringBuilder text = new StringBuilder();
        Surrogate weighted = bundle.surrogates().get(Bundle.WA);
        if (weighted instanceof WeightedAutomaton automaton) {
            text.append("%s: weighted automaton of rank %d over %d symbols, %s%n"
                    .formatted(
                            bundle.model(),
                            automaton.states(),
                            automaton.symbols(),
                            bundle.provenance().origins().get(Bundle.WA).how()));
        }
        finite.ifPresent(automaton -> text.append(TextFormat.of(diagram(bundle, automaton))));
        if (bundle.surrogates().get(Bundle.RULES) instanceof Rules) {
            String title = "%s: rules, version %d".formatted(bundle.model(), bundle.version());
            text.append(text.isEmpty() ? "" : "\n").append(RuleText.of(title, tables(bundle, ROWS_OF_TEXT)));
        }
        if (bundle.attractors() != null) {
            text.append('\n').append(AttractorText.of(bundle.attractors()));
        }
        return text.toString();
    }

    private static List<RuleTable> tables(Bundle bundle, int rows) {
        return bundle.surrogates().get(Bundle.RULES) instanceof Rules rules
                ? RuleTable.of(rules, bundle.symbols(), bundle.classes(), rows)
                : List.of();
    }

    private Diagram diagram(Bundle bundle, FiniteAutomaton automaton) {
        String title = "%s: finite automaton, %d states, version %d"
                .formatted(bundle.model(), automaton.states(), bundle.version());
        return minProbability == null && format != Format.TEXT
                ? Diagram.readable(title, automaton, bundle.symbols(), bundle.classes(), bundle.stateAttractors())
                : Diagram.of(
                        title,
                        automaton,
                        bundle.symbols(),
                        bundle.classes(),
                        bundle.stateAttractors(),
                        minProbability == null ? 0 : minProbability);
    }
}
