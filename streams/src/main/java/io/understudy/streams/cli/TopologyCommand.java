package io.understudy.streams.cli;

import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.terminal.TextOutput;
import io.understudy.streams.app.UnderstudyApp;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.topology.TopologyPicture;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code understudy topology}. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = {
            "Draws the topology of Kafka Streams as SVG, from its own description: topics, processors, state stores."
        },
        footer = {"", "Example:", "  understudy topology --out streams/topology.svg"})
final class TopologyCommand implements Callable<Integer> {
    @Mixin
    private TextOutput output;

    @Override
    public Integer call() {
        output.write(svg(), "the picture");
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
