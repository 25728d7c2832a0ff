package io.understudy.streams.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.demo.Demo;
import io.understudy.streams.demo.DemoSummary;
import io.understudy.streams.demo.ShippedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code understudy demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the whole loop in one process: an embedded Kafka broker, traffic that changes, the app.",
            "",
            "Without arguments it plays the life of orders in a shop: consumers' orders first, then business orders, which "
                    + "the model has learnt but its first explanation has not. It takes about two minutes, needs nothing "
                    + "installed, and leaves nothing behind."
        },
        footer = {
            "",
            "Example:",
            "  understudy demo --model models/hdfs --sequences train.txt --shifted shifted.txt --summary s.json"
        })
final class DemoCommand implements Callable<Integer> {
    private static final long LONGEST_CLEAN_UP_SECONDS = 30;

    @Option(names = "--model", paramLabel = "DIR", description = "Another model; needs --sequences and --shifted.")
    private Path model;

    @Option(names = "--sequences", paramLabel = "FILE", description = "Normal traffic, a sequence a line.")
    private Path sequences;

    @Option(names = "--shifted", paramLabel = "FILE", description = "Changed traffic, a sequence a line.")
    private Path shifted;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "Sequences a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--duration",
            paramLabel = "PT2M",
            defaultValue = "PT10M",
            description =
                    "The most it may take, in seconds or as ISO-8601 (${DEFAULT-VALUE}); it ends earlier when all has been shown.")
    private Duration duration;

    @Option(names = "--summary", paramLabel = "FILE", description = "Where to write a JSON summary.")
    private Path summary;

    @Override
    public Integer call() throws IOException {
        if ((model == null) != (sequences == null) || (model == null) != (shifted == null)) {
            throw new InvalidInputException("--model, --sequences and --shifted go together: give all three or none");
        }
        if (!(rate > 0 && rate <= 100_000) || duration.isNegative() || duration.isZero()) {
            throw new InvalidInputException("--rate must be between 0 and 100000, and --duration positive");
        }
        // The broker and its clients log every start and stop, which is not what a demo is to show.
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        logging.getLogger("io.understudy").setLevel(Level.WARN);
        // The broker logs as an error what it answers a producer that then goes on by itself.
        logging.getLogger("kafka.server.ReplicaManager").setLevel(Level.OFF);
        CountDownLatch clean = new CountDownLatch(1);
        AtomicReference<Demo> running = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Optional.ofNullable(running.get()).ifPresent(Demo::stop);
            await(clean);
        }));
        try (ShippedModel shipped = new ShippedModel()) {
            Demo.Script script = new Demo.Script(
                    model == null ? shipped.folder() : model,
                    SequenceFile.lines(model == null ? shipped.normal() : sequences),
                    SequenceFile.lines(model == null ? shipped.shifted() : shifted),
                    rate,
                    duration);
            running.set(new Demo(script, System.out, System.console() != null, Clock.systemUTC()));
            DemoSummary played = running.get().play();
            if (summary != null) {
                Files.writeString(
                        summary,
                        JsonMapper.builder()
                                        .build()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(played) + "\n");
            }
        } finally {
            clean.countDown();
        }
        return 0;
    }

    private static void await(CountDownLatch clean) {
        try {
            clean.await(LONGEST_CLEAN_UP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
