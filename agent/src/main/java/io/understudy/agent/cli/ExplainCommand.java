package io.understudy.agent.cli;

import io.understudy.agent.attribution.Attribution;
import io.understudy.agent.attribution.Contributions;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Distribution;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.phrase.Reason;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how much each symbol of one sequence contributes to the model's answer against the runner-up, in nats.",
            "",
            "For an LSTM under an affine layer and a softmax the parts, with the rest, sum up to the log ratio exactly "
                    + "(beta); for any other model they are what the log ratio loses when the symbol is removed "
                    + "(occlusion). A language model's answer is the symbol after the whole sequence."
        },
        footer = {"", "Example:", "  understudy explain models/orders \"cart pay ship\" --surrogate orders.surrogate"})
public final class ExplainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
    private Path model;

    @Parameters(index = "1", paramLabel = "SEQUENCE", description = "Symbols separated by spaces, as one argument.")
    private String sequence;

    @Option(
            names = "--surrogate",
            paramLabel = "FILE",
            description = "A file that 'distill' or 'rules' wrote: what each of its surrogates answers, and why.")
    private Optional<Path> surrogate;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (OnnxModel opened = OnnxModel.open(model, 0)) {
            Optional<Bundle> bundle = surrogate.map(new BundleFormat()::load);
            bundle.ifPresent(given -> given.requireFits(opened, true));
            List<String> symbols = SequenceFile.split(sequence);
            int[] word = opened.alphabet().encode(symbols);
            float[] answer = opened.after(List.of(word)).get(0);
            int first = Ranking.first(answer);
            int second = Ranking.runnerUp(answer, first);
            Attribution attribution = Attribution.best(opened);
            Contributions parts = attribution.of(List.of(word)).get(0).between(first, second);
            PrintWriter out = spec.commandLine().getOut();
            print(opened, symbols, word, parts, out);
            out.printf(
                    "%-24s %+.3f  %s to %s by %s%n",
                    "log ratio",
                    parts.total(),
                    opened.columnName(first),
                    opened.columnName(second),
                    attribution.score());
            out.println();
            out.printf("%-8s %s%n", "model:", said(opened, answer, first));
            bundle.ifPresent(given ->
                    given.surrogates().forEach((name, one) -> out.println(answer(opened, name, one.scorer(), word))));
            out.flush();
        }
        return 0;
    }

    private static void print(OnnxModel opened, List<String> given, int[] word, Contributions parts, PrintWriter out) {
        for (int t = 0; t < word.length; t++) {
            String known = opened.alphabet().symbols().get(word[t]);
            String shown = known.equals(given.get(t)) ? known : given.get(t) + " (" + known + ")";
            out.println(coloured("%-24s %+.3f".formatted(shown, parts.symbols()[t]), parts.symbols()[t]));
        }
        out.printf("%-24s %+.3f%n", "(all else)", parts.rest());
    }

    /** Green for what speaks for the answer, red for what speaks against it; plain where there is no terminal. */
    private static String coloured(String text, double part) {
        Ansi.IStyle[] styles = Ansi.Style.parse(part > 0 ? "green" : "red");
        return Ansi.AUTO.enabled() ? Ansi.Style.on(styles) + text + Ansi.Style.off(styles) : text;
    }

    private static String said(OnnxModel opened, float[] answer, int first) {
        return "%s (%.4f)".formatted(opened.columnName(first), answer[first]);
    }

    private static String answer(OnnxModel opened, String name, Scorer scorer, int[] word) {
        double[][] rows = scorer.answer(word).rows();
        double[] row = Distribution.of(rows[rows.length - 1]);
        int first = Ranking.first(row);
        String text = "%-8s %s (%.4f)".formatted(name + ":", opened.columnName(first), row[first]);
        if (!(scorer instanceof PhraseScorer phrases)) {
            return text;
        }
        List<Reason> because = phrases.because(word, word.length);
        return because.isEmpty()
                ? text + ", no phrase occurs"
                : text
                        + " because of "
                        + because.stream()
                                .map(reason -> "'%s' (%+.3f)"
                                        .formatted(
                                                reason.phrase()
                                                        .text(opened.alphabet().symbols()),
                                                reason.score()))
                                .collect(Collectors.joining(", "));
    }
}
