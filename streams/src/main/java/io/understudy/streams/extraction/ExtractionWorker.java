package io.understudy.streams.extraction;

import io.understudy.agent.model.Progress;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.ServedFile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a model's extraction requests one at a time. The request's offset, the decision and the new surrogates are committed in
 * one transaction: if this process dies in the middle, the request is still there for the next one, and nothing of the
 * half-done work is seen. While it distils, the consumer keeps polling and so stays in its group.
 */
public final class ExtractionWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExtractionWorker.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(2);

    private final Function<String, Consumer<String, byte[]>> consumers;
    private final Supplier<Producer<String, byte[]>> producers;
    private final Settings.Topics topics;
    private final ChallengerEvaluation contest;
    private final WatchedModel model;
    private final Clock clock;
    private final Progress listener;
    private final Json json = new Json();
    private final BundleFormat format = new BundleFormat();
    private final HeapBudget heap = new HeapBudget();
    private final ExecutorService distilling;
    private final Thread thread;
    private volatile boolean closing;
    private Future<ChallengerEvaluation.Outcome> underWay;

    /**
     * @param consumers opens a consumer for requests about the file with a SHA-256: each has a group of its own, so that
     *     a request comes to an instance that serves the file. It reads committed records and commits nothing by itself
     * @param producers opens a transactional producer
     * @param model that is distilled, and whose surrogates are in force
     * @param distilling where distillations run; what is shared by several models runs one at a time
     * @param listener receives the progress of a distillation
     */
    public ExtractionWorker(
            Function<String, Consumer<String, byte[]>> consumers,
            Supplier<Producer<String, byte[]>> producers,
            Settings.Topics topics,
            ChallengerEvaluation contest,
            WatchedModel model,
            ExecutorService distilling,
            Clock clock,
            Progress listener) {
        this.consumers = consumers;
        this.producers = producers;
        this.topics = topics;
        this.contest = contest;
        this.model = model;
        this.distilling = distilling;
        this.clock = clock;
        this.listener = listener;
        this.thread = new Thread(this::run, "understudy-extraction");
        this.thread.setDaemon(true);
    }

    /** Begins to take requests. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!closing) {
            String file = model.serving().sha256();
            try (Consumer<String, byte[]> consumer = consumers.apply(file);
                    Producer<String, byte[]> producer = producers.get()) {
                producer.initTransactions();
                consumer.subscribe(List.of(topics.extractionRequests()), new Abandoning(consumer));
                while (!closing && model.serving().sha256().equals(file)) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        take(record, file, consumer, producer);
                    }
                }
            } catch (WakeupException | CancellationException e) {
                LOG.info("the running extraction was cancelled; its request is kept");
            } catch (KafkaException e) {
                LOG.warn("the extraction worker starts over after: {}", e.getMessage());
                rest();
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR.toMillis());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /** Whoever loses the partition in the middle leaves the work to its new owner. */
    private final class Abandoning implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> consumer;

        Abandoning(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Future<?> job = underWay;
            if (job != null && !partitions.isEmpty()) {
                job.cancel(true);
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // What is polled while a job is under way would be dropped.
            if (underWay != null && !underWay.isDone()) {
                consumer.pause(partitions);
            }
        }
    }

    private void take(
            ConsumerRecord<String, byte[]> record,
            String file,
            Consumer<String, byte[]> consumer,
            Producer<String, byte[]> producer)
            throws InterruptedException {
        Instant begun = clock.instant();
        ExtractionRequest request = isAbout(file, record) ? request(record) : null;
        ChallengerEvaluation.Outcome outcome = request == null ? null : outcome(request, consumer, begun);
        producer.beginTransaction();
        try {
            if (outcome != null) {
                outcome.promoted().ifPresent(bundle -> {
                    String key = new ServedFile(bundle.model(), file).key();
                    producer.send(new ProducerRecord<>(topics.surrogates(), key, format.write(bundle)));
                    model.surrogates()
                            .outdated()
                            .forEach(old -> producer.send(new ProducerRecord<>(topics.surrogates(), old, null)));
                });
                producer.send(
                        new ProducerRecord<>(topics.driftEvents(), request.model(), json.write(outcome.decided())));
            }
            producer.sendOffsetsToTransaction(
                    Map.of(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1)),
                    consumer.groupMetadata());
            producer.commitTransaction();
        } catch (KafkaException e) {
            producer.abortTransaction();
            throw e;
        }
        if (outcome != null) {
            model.meters()
                    .extraction(
                            request.trigger(), outcome.decided().outcome(), Duration.between(begun, clock.instant()));
            LOG.info("extraction {}: {}", request.id(), outcome.decided());
        }
    }

    private boolean isAbout(String file, ConsumerRecord<String, ?> record) {
        Header header = record.headers().lastHeader(ExtractionRequest.FILE);
        return model.id().equals(record.key())
                && header != null
                && file.equals(new String(header.value(), StandardCharsets.UTF_8));
    }

    private ExtractionRequest request(ConsumerRecord<String, byte[]> record) {
        try {
            return json.read(record.value(), ExtractionRequest.class);
        } catch (SerializationException e) {
            LOG.error("skipped a request at {}-{}: {}", record.partition(), record.offset(), e.getMessage());
            return null;
        }
    }

    private ChallengerEvaluation.Outcome outcome(
            ExtractionRequest request, Consumer<String, byte[]> consumer, Instant begun) throws InterruptedException {
        LOG.info(
                "distilling {} from {} sequences",
                request.id(),
                request.sequences().size());
        Progress progress = (stage, done, of) -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
            heap.check();
            listener.report(stage, done, of);
        };
        underWay = distilling.submit(() -> hold(request, progress));
        consumer.pause(consumer.assignment());
        try {
            while (!underWay.isDone()) {
                if (closing || !model.serving().sha256().equals(request.modelSha256())) {
                    underWay.cancel(true);
                }
                consumer.poll(POLL);
            }
            return underWay.get();
        } catch (ExecutionException e) {
            if (closing) {
                // It was interrupted; the request is taken up again after a restart.
                throw new CancellationException();
            }
            Exception why = e.getCause() instanceof Exception cause ? cause : e;
            if (e.getCause() instanceof OutOfMemoryError error) {
                why = HeapBudget.exhausted(error.getMessage());
            }
            LOG.error("the distillation {} failed", request.id(), why);
            return new ChallengerEvaluation.Outcome(contest.failed(request, begun, why), Optional.empty());
        } finally {
            consumer.resume(consumer.assignment());
        }
    }

    private ChallengerEvaluation.Outcome hold(ExtractionRequest request, Progress progress) {
        Surrogates surrogates = model.surrogates();
        try (Serving.Lease lease = model.serving().lease()) {
            Optional<Bundle> incumbent = surrogates.of(request.modelSha256()).map(Surrogates.Loaded::bundle);
            return contest.hold(lease.model(), request, incumbent, surrogates.latestVersion(), progress);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
