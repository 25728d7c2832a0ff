package io.understudy.streams.app;

import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.Json;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends requests to the owners of the models' partitions, as records that they read. */
final class CoordinatorRequests implements AutoCloseable {
    private final Supplier<Producer<String, byte[]>> producers;
    private final Settings.Topics topics;
    private final Clock clock;
    private final Json json = new Json();
    private Producer<String, byte[]> producer;

    /**
     * @param producers opens a producer; it is opened when something is requested
     */
    CoordinatorRequests(Supplier<Producer<String, byte[]>> producers, Settings.Topics topics, Clock clock) {
        this.producers = producers;
        this.topics = topics;
        this.clock = clock;
    }

    /** Requests a distillation of a model. */
    void extraction(Serving serving) {
        send(new DriftEvent.ExtractionWanted(serving.manifest().id(), serving.sha256(), clock.millis()));
    }

    /** Sends an event to whoever decides about its model. */
    synchronized void send(DriftEvent event) {
        producer().send(new ProducerRecord<>(topics.driftEvents(), event.model(), json.write(event)));
        producer().flush();
    }

    /** Overwrites a record of the surrogates topic. */
    synchronized void surrogates(String key, byte[] bundle) {
        producer().send(new ProducerRecord<>(topics.surrogates(), key, bundle));
        producer().flush();
    }

    private Producer<String, byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
