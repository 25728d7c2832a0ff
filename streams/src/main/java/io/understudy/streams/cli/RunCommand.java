package io.understudy.streams.cli;

import io.understudy.agent.model.Progress;
import io.understudy.streams.app.UnderstudyApp;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code understudy run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs beside a model: reads its sequences from Kafka, writes verdicts, monitors fidelity, distils new surrogates.",
            "",
            "deploy/understudy.properties names every key with its default. An environment variable wins over the file: "
                    + "fidelity.floor is UNDERSTUDY_FIDELITY_FLOOR. Keys under 'kafka.' go to the Kafka clients as they "
                    + "are."
        },
        footer = {"", "Example:", "  understudy run --config understudy.properties"})
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "A properties file.")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = SettingsReader.read(config, System.getenv());
        try (UnderstudyApp app = new UnderstudyApp(settings, Clock.systemUTC(), Progress.none())) {
            Runtime.getRuntime().addShutdownHook(new Thread(app::close, "understudy-shutdown"));
            app.start();
            LOG.info("running beside {}; metrics at {}/metrics", settings.models(), app.address());
            Throwable failure = app.awaitEnd();
            if (failure != null) {
                throw new IllegalStateException("the streams ended: " + failure.getMessage(), failure);
            }
        }
        return 0;
    }
}
