package io.understudy.streams.shadow;

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

    private final Surrogates surrogates;
    private KeyValueStore<String, byte[]> store;

    /** Tells one registry. */
    public SurrogatesProcessor(Surrogates surrogates) {
        this.surrogates = surrogates;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(STORE);
        // What was there before this instance started is restored without passing through process().
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                surrogates.offer(entry.key, entry.value);
            }
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        store.put(record.key(), record.value());
        surrogates.offer(record.key(), record.value());
    }
}
