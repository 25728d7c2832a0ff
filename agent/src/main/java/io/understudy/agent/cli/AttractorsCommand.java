package io.understudy.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorFormat;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.ErrorTrace;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import io.understudy.agent.trajectory.AttractorExtractor;
import io.understudy.agent.trajectory.ErrorTracer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy attractors}. */
@Command(
        name = "attractors",
        mixinStandardHelpOptions = true,
        description = {
            "Finds where a model's state settles, what moves it, and how sequences visit these places.",
            "",
            "The model runs on under its neutral symbol, or under each frequent symbol repeated if it names none, from"
                    + " states that the sequences lead to. Slow points are distinguished from attractors."
        },
        footer = {
            "",
            "Example:",
            "  understudy attractors models/orders --sequences traffic.txt --out orders.attractors",
            "  understudy show orders.attractors --format svg --out attractors.svg"
        })
public final class AttractorsCommand implements Callable<Integer> {
    @Mixin
    private ModelInput traffic;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "A classifier's true class of each sequence, one a line: each wrong verdict is traced to the"
                    + " attractor from which the model went astray.")
    private Optional<Path> labels;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the attractors go.")
    private Path out;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ResultOutput output;

    @Override
    public Integer call() throws JsonProcessingException {
        try (OnnxModel opened = OnnxModel.open(traffic.model(), 0)) {
            List<int[]> words = traffic.words(opened);
            TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, Clock.systemUTC());
            AttractorMap map = new AttractorExtractor(
                            opened.manifest().id(),
                            opened.manifest().classes(),
                            opened,
                            Directions.ANY,
                            seed.value(),
                            progress)
                    .extract(words);
            AttractorFormat.files().save(map, out);
            List<String> classes = opened.manifest().classes();
            Optional<List<ErrorTrace>> errors = labels.map(file -> new ErrorTracer(opened, map, classes, progress)
                    .of(
                            words,
                            SequenceFile.lines(file).stream()
                                    .map(line -> String.join(" ", line))
                                    .toList()));
            ObjectNode found = found(map);
            errors.ifPresent(traced -> found.set("errors", new JsonMapper().valueToTree(traced)));
            output.print(
                    found,
                    () -> AttractorText.of(map)
                            + errors.map(AttractorText::ofErrors).orElse("")
                            + "written to " + out);
        }
        return 0;
    }

    private static ObjectNode found(AttractorMap map) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode root = mapper.createObjectNode();
        ArrayNode attractors = root.putArray("attractors");
        for (Attractor attractor : map.attractors()) {
            ObjectNode one = mapper.valueToTree(attractor);
            one.remove(List.of("centre", "points"));
            attractors.add(one);
        }
        root.set("connections", mapper.valueToTree(map.connections()));
        root.put("noneRatio", map.noneRatio());
        root.put("saddles", map.saddles().size());
        root.put("complete", map.complete());
        root.set("counts", mapper.valueToTree(map.counts()));
        ArrayNode continuous = root.putArray("continuous");
        map.continuous()
                .forEach(set ->
                        continuous.add(((ObjectNode) mapper.valueToTree(set)).put("points", set.points().length)));
        root.set("excitable", mapper.valueToTree(map.excitable()));
        return root;
    }
}
