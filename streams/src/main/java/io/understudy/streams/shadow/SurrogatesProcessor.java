package io.understudy.streams.shadow;

import io.understudy.streams.serving.Models;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.topic.ServedFile;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the global store of bundles, and notifies {@link Surrogates}. */
public final class SurrogatesProcessor implements Processor<String, byte[], Void, Void> {
    /** The store's name. */
    public static final String STORE = "surrogates";

    private final Models models;
    private KeyValueStore<String, byte[]> store;

    /** Tells the models' own. */
    public SurrogatesProcessor(Models models) {
        this.models = models;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(STORE);
        // What was there before this instance started is restored without passing through process().
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                offer(entry.key, entry.value);
            }
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        store.put(record.key(), record.value());
        offer(record.key(), record.value());
    }

    private void offer(String key, byte[] bundle) {
        models.find(ServedFile.of(key).model())
                .ifPresent(model -> model.surrogates().offer(key, bundle));
    }
}
