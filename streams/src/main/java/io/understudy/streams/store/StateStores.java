package io.understudy.streams.store;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Builders of the stores. */
public final class StateStores {
    private StateStores() {}

    /** In memory with a changelog: what is kept is small, and a restart reads it back. */
    public static <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> keys, Serde<V> values) {
        return new WriteBack<>(Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values));
    }

    private record WriteBack<K, V>(StoreBuilder<KeyValueStore<K, V>> behind)
            implements StoreBuilder<KeyValueStore<K, V>> {
        @Override
        public StoreBuilder<KeyValueStore<K, V>> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<KeyValueStore<K, V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<KeyValueStore<K, V>> withLoggingEnabled(Map<String, String> config) {
            return new WriteBack<>(behind.withLoggingEnabled(config));
        }

        @Override
        public StoreBuilder<KeyValueStore<K, V>> withLoggingDisabled() {
            return new WriteBack<>(behind.withLoggingDisabled());
        }

        @Override
        public KeyValueStore<K, V> build() {
            return new WriteBackStore<>(behind.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return behind.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return behind.loggingEnabled();
        }

        @Override
        public String name() {
            return behind.name();
        }
    }
}
