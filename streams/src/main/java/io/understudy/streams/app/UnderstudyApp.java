package io.understudy.streams.app;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.Settings;
import io.understudy.streams.extraction.ChallengerEvaluation;
import io.understudy.streams.extraction.ExtractionWorker;
import io.understudy.streams.http.Api;
import io.understudy.streams.http.Health;
import io.understudy.streams.http.HttpEndpoint;
import io.understudy.streams.page.PageContent;
import io.understudy.streams.recent.RecentHistory;
import io.understudy.streams.recent.RecentReader;
import io.understudy.streams.serving.ModelWatch;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.shadow.Surrogates;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.telemetry.Registry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the application. */
public final class UnderstudyApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderstudyApp.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    private final Serving serving;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "understudy-model");
        thread.setDaemon(true);
        return thread;
    });
    private final ModelWatch watch;
    private final Duration check;
    private final Surrogates surrogates;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final ExtractionWorker worker;
    private final RecentReader reader;
    private final CoordinatorRequests asking;
    private final HttpEndpoint endpoint;
    private final PrometheusMeterRegistry registry;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean closed;

    /**
     * Opens the model, makes sure of the topics, and starts.
     *
     * @param progress receives the progress of a distillation
     * @throws io.understudy.agent.model.InvalidInputException if the settings do not fit the model or the cluster
     */
    public UnderstudyApp(Settings settings, Clock clock, Progress progress) {
        KafkaConfigs configs = new KafkaConfigs(settings);
        OnnxModel model = OnnxModel.open(settings.model(), settings.inference().modelThreads());
        try (Admin admin = Admin.create(configs.admin())) {
            new TopicSetup(admin, settings.topics()).ensure();
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        this.registry = Registry.create();
        Meters meters = new Meters(registry, model.manifest().id(), clock);
        meters.served().serving(model.sha256());
        this.serving = new Serving(model);
        this.surrogates = new Surrogates(model, settings.fidelity().limits().floor(), meters);
        this.streams =
                new KafkaStreams(new ShadowTopology(settings, serving, surrogates, meters).build(), configs.streams());
        this.streams.setUncaughtExceptionHandler(this::fail);
        this.asking = new CoordinatorRequests(configs::producer, settings.topics(), serving, clock);
        this.surrogates.repairWith(asking::surrogates);
        ModelReplacement replacement = new ModelReplacement(serving, surrogates, meters.served(), asking::send, clock);
        this.watch = new ModelWatch(settings.model(), settings.inference().modelThreads(), serving, replacement);
        this.check = settings.modelCheck();
        AtomicBoolean checked = new AtomicBoolean();
        this.streams.setStateListener((now, before) -> {
            LOG.debug("streams went from {} to {}", before, now);
            // What is on the surrogates topic has been read by then.
            if (now == KafkaStreams.State.RUNNING && checked.compareAndSet(false, true)) {
                watching.execute(replacement::checkAtStart);
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
        this.streamsMetrics.bindTo(registry);
        RecentHistory recent = new RecentHistory(model.manifest().id());
        this.reader = new RecentReader(configs::reader, settings.topics(), recent, clock);
        PageContent views = new PageContent(serving, settings, surrogates, recent, clock);
        Api api = new Api(views, recent, this::health, settings.http().token(), asking::extraction);
        this.endpoint = new HttpEndpoint(settings.http(), registry, this::health, api, recent);
        String instance = UUID.randomUUID().toString();
        this.worker = new ExtractionWorker(
                configs::extractionConsumer,
                () -> configs.extractionProducer(instance),
                settings.topics(),
                new ChallengerEvaluation(settings.extraction(), settings.fidelity(), clock),
                serving,
                surrogates,
                meters,
                clock,
                (stage, done, of) -> {
                    views.working(stage, done, of);
                    progress.report(stage, done, of);
                });
    }

    /** The topology of an application beside a model, for who wants to look at it. */
    public static Topology topology(Settings settings, OnnxModel model) {
        Meters meters = new Meters(Registry.create(), model.manifest().id(), Clock.systemUTC());
        Surrogates surrogates =
                new Surrogates(model, settings.fidelity().limits().floor(), meters);
        return new ShadowTopology(settings, new Serving(model), surrogates, meters).build();
    }

    /** Starts to consume. */
    public void start() {
        endpoint.start();
        streams.start();
        worker.start();
        reader.start();
        watching.scheduleWithFixedDelay(this::look, check.toMillis(), check.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            watch.look();
        } catch (RuntimeException e) {
            // The next look must come whatever this one met.
            LOG.error("the model's folder could not be looked at", e);
        }
    }

    /** Where HTTP is served. */
    public String address() {
        return endpoint.address();
    }

    /** The version of the surrogates in force; 0 before the first. */
    public long version() {
        return surrogates.version();
    }

    private Health health() {
        KafkaStreams.State state = streams.state();
        boolean alive = failure.get() == null && state != KafkaStreams.State.ERROR;
        boolean loaded = surrogates.current().isPresent();
        return new Health(alive, state == KafkaStreams.State.RUNNING && loaded, state.name(), surrogates.version());
    }

    private StreamThreadExceptionResponse fail(Throwable cause) {
        // Whoever runs this process (systemd, Kubernetes) starts it anew; nothing is lost, and a loop would hide it.
        LOG.error("a stream thread failed; this instance stops", cause);
        failure.set(cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /**
     * Waits until the streams have ended.
     *
     * @return what ended them; null if they were closed
     */
    public Throwable awaitEnd() throws InterruptedException {
        ended.await();
        return failure.get();
    }

    @Override
    public synchronized void close() {
        // Both the shutdown hook and whoever opened it may close it; the second waits for the first.
        if (!closed) {
            closed = true;
            closeAll();
        }
        ended.countDown();
    }

    private void closeAll() {
        watching.shutdownNow();
        reader.close();
        worker.close();
        asking.close();
        streams.close(CloseOptions.timeout(LONGEST_CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        streamsMetrics.close();
        endpoint.close();
        registry.close();
        serving.close();
    }
}
