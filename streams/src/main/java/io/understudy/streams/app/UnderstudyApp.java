package io.understudy.streams.app;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.clients.StreamsClients;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.Settings;
import io.understudy.streams.http.Health;
import io.understudy.streams.http.HttpEndpoint;
import io.understudy.streams.http.ModelView;
import io.understudy.streams.http.ModelViews;
import io.understudy.streams.recent.RecentHistories;
import io.understudy.streams.recent.RecentReader;
import io.understudy.streams.serving.Models;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.shadow.SurrogatesProcessor;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.telemetry.Registry;
import io.understudy.streams.telemetry.UnaddressedMeters;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the application. */
public final class UnderstudyApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderstudyApp.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    private final Settings settings;
    private final PrometheusMeterRegistry registry = Registry.create();
    private final Models models = new Models(new UnaddressedMeters(registry));
    /** An instance that is stopped while it starts has nothing to watch any more, and that is no failure. */
    private final ScheduledExecutorService watching =
            new ScheduledThreadPoolExecutor(1, daemon("understudy-model"), new ThreadPoolExecutor.DiscardPolicy());

    private final ExecutorService distilling = Executors.newSingleThreadExecutor(daemon("understudy-distil"));
    private final CoordinatorRequests requests;
    private final ModelRuntimes runtimes;
    private final ModelViews views = new ModelViews(models::refusals);
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final RecentReader reader;
    private final HttpEndpoint endpoint;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean restored = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean closed;

    /**
     * Opens the models, makes sure of the topics, and starts.
     *
     * @param progress receives the progress of a distillation
     * @throws io.understudy.agent.model.InvalidInputException if the settings do not fit the model or the cluster
     */
    public UnderstudyApp(Settings settings, Clock clock, Progress progress) {
        this.settings = settings;
        KafkaConfigs configs = new KafkaConfigs(settings);
        RecentHistories histories = new RecentHistories();
        this.requests = new CoordinatorRequests(configs::producer, settings.topics(), clock);
        this.runtimes = new ModelRuntimes(
                new ModelContext(settings, configs, requests, histories, distilling, clock, progress),
                registry,
                models,
                this::opened);
        try {
            runtimes.open();
            try (Admin admin = Admin.create(configs.admin())) {
                new TopicSetup(admin, settings.topics()).ensure();
            }
        } catch (RuntimeException e) {
            runtimes.closeModels();
            throw e;
        }
        this.streams = new KafkaStreams(
                new ShadowTopology(settings, models).build(), configs.streams(), new StreamsClients(settings.topics()));
        this.streams.setUncaughtExceptionHandler(this::fail);
        this.streams.setStateListener((now, before) -> {
            LOG.debug("streams went from {} to {}", before, now);
            if (now == KafkaStreams.State.RUNNING && !restored.get()) {
                watching.execute(this::restored);
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
        this.streamsMetrics.bindTo(registry);
        this.reader = new RecentReader(configs::reader, settings.topics(), histories, clock);
        this.endpoint = new HttpEndpoint(settings.http(), registry, this::health, views);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The topology of an application beside a model, for who wants to look at it. */
    public static Topology topology(Settings settings, OnnxModel model) {
        Meters meters = new Meters(Registry.create(), model.manifest().id(), Clock.systemUTC());
        Surrogates surrogates =
                new Surrogates(model, settings.fidelity().limits().floor(), meters);
        Models models = new Models(new UnaddressedMeters(Registry.create()));
        models.add(new WatchedModel(new Serving(model), surrogates, meters));
        return new ShadowTopology(settings, models).build();
    }

    /** Starts to consume. */
    public void start() {
        endpoint.start();
        streams.start();
        reader.start();
        long check = settings.modelCheck().toMillis();
        watching.scheduleWithFixedDelay(this::look, check, check, TimeUnit.MILLISECONDS);
        watching.execute(() -> runtimes.all().forEach(ModelRuntime::start));
    }

    /** What is on the surrogates topic has been read. */
    private void restored() {
        if (restored.compareAndSet(false, true)) {
            runtimes.all().forEach(ModelRuntime::checkAtStart);
        }
    }

    private void look() {
        try {
            // A model that is added later gets what is known of its surrogates by then.
            if (restored.get()) {
                runtimes.look();
            }
        } catch (RuntimeException e) {
            // The next look must come whatever this one met.
            LOG.error("the model's folder could not be looked at", e);
        }
    }

    /** A model is served from now on: before the streams run, or while they do. */
    private void opened(ModelRuntime runtime) {
        views.add(new ModelView(
                runtime.model().id(),
                runtime.content(),
                runtime.recent(),
                () -> health(runtime.model()),
                () -> requests.extraction(runtime.model().serving())));
        if (restored.get()) {
            offerKnown(runtime.model());
            runtime.checkAtStart();
            runtime.start();
        }
    }

    /** The surrogates that the topic held before a model was served. */
    private void offerKnown(WatchedModel model) {
        try (KeyValueIterator<String, byte[]> known = streams.store(StoreQueryParameters.fromNameAndType(
                        SurrogatesProcessor.STORE, QueryableStoreTypes.<String, byte[]>keyValueStore()))
                .all()) {
            known.forEachRemaining(entry -> model.surrogates().offer(entry.key, entry.value));
        }
    }

    /** Where HTTP is served. */
    public String address() {
        return endpoint.address();
    }

    /** The version of the surrogates in force, the lowest of several models; 0 before the first. */
    public long version() {
        return models.served().stream()
                .mapToLong(model -> model.surrogates().version())
                .min()
                .orElse(0);
    }

    private Health health() {
        boolean loaded = models.served().stream()
                .allMatch(model -> model.surrogates().current().isPresent());
        return health(loaded, version());
    }

    private Health health(WatchedModel model) {
        return health(
                model.surrogates().current().isPresent(), model.surrogates().version());
    }

    private Health health(boolean loaded, long version) {
        KafkaStreams.State state = streams.state();
        boolean alive = failure.get() == null && state != KafkaStreams.State.ERROR;
        return new Health(alive, state == KafkaStreams.State.RUNNING && loaded, state.name(), version);
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
        runtimes.close();
        distilling.shutdownNow();
        requests.close();
        streams.close(CloseOptions.timeout(LONGEST_CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        streamsMetrics.close();
        endpoint.close();
        registry.close();
        runtimes.closeModels();
    }
}
