package io.understudy.streams.demo;

import io.understudy.streams.app.UnderstudyApp;
import io.understudy.streams.broker.EmbeddedBroker;
import io.understudy.streams.broker.TemporaryFolder;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.DemoSummary.Extraction;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Plays the product's main job: normal traffic until the first surrogates are stable, then changed traffic until drift
 * is detected, a challenger has been evaluated and its effect is visible, or until it is clear that there is no drift.
 */
public final class Demo {
    /** Sequences that an agreement of the summary is a mean of, at least. */
    private static final int ENOUGH = 1_500;

    private static final Duration LINGER = Duration.ofSeconds(8);

    /** Sequences of changed traffic after which no drift will come, where none has. */
    private static final int ENOUGH_STEADY = 6_000;

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(60);
    private static final int USUAL_PORT = 9464;

    private final Script script;
    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private volatile boolean stopped;

    /**
     * What is played.
     *
     * @param model a model's folder
     * @param normal traffic before the change
     * @param shifted traffic after it
     * @param rate sequences a second
     * @param duration the most it may take; it ends earlier when all has been shown
     */
    public record Script(
            Path model, List<List<String>> normal, List<List<String>> shifted, double rate, Duration duration) {}

    /** Tells on {@code out} what happens. */
    public Demo(Script script, PrintStream out, boolean terminal, Clock clock) {
        this.script = script;
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Asks it to end; {@link #play} then cleans up and returns. */
    public void stop() {
        stopped = true;
    }

    /** Plays it to its end. */
    public DemoSummary play() {
        DemoOutput view = new DemoOutput(out, terminal, clock);
        Instant end = clock.instant().plus(script.duration());
        view.say("starting an embedded Kafka broker");
        try (TemporaryFolder state = TemporaryFolder.create("understudy-demo");
                EmbeddedBroker broker = new EmbeddedBroker()) {
            Settings settings = settings(broker.address(), state.path());
            try (UnderstudyApp app = new UnderstudyApp(settings, clock, view)) {
                app.start();
                view.say("page %s/, metrics %s/metrics, broker %s"
                        .formatted(app.address(), app.address(), broker.address()));
                try (Observer observer = new Observer(broker.address(), settings.topics(), view::print);
                        Traffic traffic = new Traffic(
                                broker.address(),
                                settings.topics().sequences(),
                                script.normal(),
                                script.shifted(),
                                script.rate(),
                                clock)) {
                    traffic.start();
                    play(view, app, observer, traffic, end);
                    return summary(observer, traffic);
                }
            }
        }
    }

    private void play(DemoOutput view, UnderstudyApp app, Observer observer, Traffic traffic, Instant end) {
        view.say("normal traffic, %.0f sequences a second; the first surrogate is distilled from it"
                .formatted(script.rate()));
        boolean changed = false;
        boolean answered = false;
        // The recovery is to be seen on the page and by Prometheus, too, before all of it goes.
        Optional<Instant> recovered = Optional.empty();
        while (!answered && !stopped && clock.instant().isBefore(end)) {
            observer.look();
            if (!changed && observer.before().sequences() >= ENOUGH) {
                view.say("the traffic changes now");
                traffic.change();
                observer.changed(clock.millis());
                changed = true;
            }
            if (recovered.isEmpty() && observer.redistilled() != null && observer.published() >= ENOUGH) {
                recovered = Optional.of(clock.instant());
            }
            answered = observer.steady(ENOUGH_STEADY)
                    || recovered.isPresent()
                            && clock.instant().isAfter(recovered.get().plus(LINGER));
            if (view.due()) {
                view.show(
                        changed ? "changed traffic" : "normal traffic",
                        traffic.sent(),
                        observer.verdicts(),
                        app.version(),
                        observer.recent().ratio());
            }
        }
        traffic.stop();
        Instant limit = clock.instant().plus(LONGEST_DRAIN);
        while (observer.verdicts() + observer.deadLetters() < traffic.sent()
                && clock.instant().isBefore(limit)) {
            observer.look();
        }
        if (!answered) {
            view.say(stopped ? "stopped" : "the time is up before all could be shown: give a longer --duration");
        }
        if (changed && observer.drifts().isEmpty()) {
            view.say("no drift: the explanation still says what the model says after %,d sequences of the second file"
                    .formatted(observer.changedSequences()));
        }
        view.say("decision agreement before the change %s, at the drift %s, after the last decision %s"
                .formatted(
                        DemoOutput.ratio(observer.before().ratio()),
                        DemoOutput.ratio(observer.atDrift().ratio()),
                        DemoOutput.ratio(observer.after().ratio())));
        view.say("%,d sequences in, %,d verdicts, %,d dead letters"
                .formatted(traffic.sent(), observer.verdicts(), observer.deadLetters()));
    }

    private static DemoSummary summary(Observer observer, Traffic traffic) {
        return new DemoSummary(
                traffic.sent(),
                observer.verdicts(),
                observer.deadLetters(),
                observer.before().ratio(),
                observer.atDrift().ratio(),
                observer.after().ratio(),
                observer.decisions().stream().map(Demo::extraction).toList(),
                observer.drifts());
    }

    private static Extraction extraction(ExtractionDecided decided) {
        return new Extraction(
                decided.version(),
                decided.trigger(),
                decided.outcome().equals("promoted"),
                decided.seconds(),
                decided.decisionAgreementIncumbent(),
                decided.decisionAgreementChallenger());
    }

    private Settings settings(String bootstrap, Path state) {
        Properties properties = new Properties();
        properties.put("model", script.model().toString());
        properties.put("segments.header", Traffic.CHANNEL);
        properties.putAll(Map.of(
                "kafka.bootstrap.servers", bootstrap,
                "state.directory", state.toString(),
                "http.port", Integer.toString(port()),
                "topics.replication", "1",
                "fidelity.window", "PT5S",
                "extraction.sequences", "1500",
                "extraction.patience", "PT20S",
                "extraction.cooldown", "PT10S",
                "extraction.budget", "PT15S"));
        return SettingsReader.of(properties, Map.of(), "demo");
    }

    /** The usual port, so that the README's addresses hold; any, where it is taken. */
    private static int port() {
        try (ServerSocket probe = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }
}
