package io.understudy.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorExtractor;
import io.understudy.agent.attractor.AttractorFormat;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.onnx.OnnxModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
                            opened.manifest().id(), opened.manifest().classes(), opened, seed.value(), progress)
                    .extract(words);
            AttractorFormat.files().save(map, out);
            output.print(found(map), () -> AttractorText.of(map) + "written to " + out);
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
        return root;
    }
}
