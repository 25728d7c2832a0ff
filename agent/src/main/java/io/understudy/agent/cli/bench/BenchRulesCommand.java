package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.bench.RuleBench;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = {
            "What it costs to score with thousands of phrases, as a share of the model's own time at batch 512; one"
                    + " thread, medians of five rounds after two to warm up.",
            "",
            "For a classifier also: how often its class changes when the phrase that rules give as their reason is"
                    + " removed, compared with a random phrase of the same length."
        })
public final class BenchRulesCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions common;

    @Option(
            names = "--phrases",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Looked for at once (${DEFAULT-VALUE}).")
    private int phrases;

    @Mixin
    private MeasuringTime time;

    @Override
    public Integer call() throws JsonProcessingException {
        if (phrases < 1) {
            throw new InvalidInputException("--phrases is from 1 up");
        }
        Clock clock = Clock.systemUTC();
        Progress progress = common.progress();
        for (Path model : common.models()) {
            RuleBench.Result r = new RuleBench(
                            phrases, time.seconds(), common.seed(), clock, System::nanoTime, progress)
                    .of(model, model.resolve("train.txt"), model.resolve("test.txt"));
            String text = "%s: %,d phrases: %,.0f symbols/s; ONNX Runtime %,.0f at batch 512; %.2f %% of its time"
                    .formatted(r.model(), r.phrases(), r.symbolsPerSecond(), r.onnxSymbolsPerSecond(), 100 * r.share());
            String deletion = r.deletion() == null
                    ? ""
                    : "; class changed without the reason in %.1f %% of %,d sequences, without a random phrase in %.1f %%"
                            .formatted(
                                    100 * r.deletion().flippedByReason(),
                                    r.deletion().sequences(),
                                    100 * r.deletion().flippedByRandom());
            common.print(r, () -> text + deletion);
        }
        return 0;
    }
}
