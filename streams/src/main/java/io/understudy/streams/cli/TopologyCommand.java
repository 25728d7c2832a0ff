package io.understudy.streams.cli;

import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.app.UnderstudyApp;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.topology.TopologyPicture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy topology}. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = {
            "Draws the topology of Kafka Streams as SVG, from its own description: topics, processors, state stores."
        },
        footer = {"", "Example:", "  understudy topology --out streams/topology.svg"})
final class TopologyCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it; standard output by default.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String svg = svg();
        if (out == null) {
            spec.commandLine().getOut().print(svg);
            spec.commandLine().getOut().flush();
        } else {
            AtomicFile.write(svg.getBytes(StandardCharsets.UTF_8), out, "the picture");
        }
        return 0;
    }

    /** With the topics' usual names; the model decides nothing of it. */
    static String svg() {
        try (ShippedModel shipped = new ShippedModel();
                OnnxModel model = OnnxModel.open(shipped.folder(), 1)) {
            Properties properties = new Properties();
            properties.putAll(Map.of("model", shipped.folder().toString(), "kafka.bootstrap.servers", "none:1"));
            Settings settings = SettingsReader.of(properties, Map.of(), "defaults");
            return TopologyPicture.svg(UnderstudyApp.topology(settings, model), settings.topics());
        }
    }
}
