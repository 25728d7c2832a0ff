package io.understudy.streams.store;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * Keeps what is read and written between two commits as objects, and hands it to the store behind it, which has the
 * changelog, when Kafka Streams flushes caches: right before it commits. What comes and goes in between is never
 * encoded. Values are not to be changed once they are in it. Not safe for use by several threads.
 *
 * <p>Kafka Streams' own cache holds bytes, so that it encodes with every access; it is told of a commit by the internal
 * interface that this implements too.
 */
final class WriteBackStore<K, V> extends WrappedStateStore<KeyValueStore<K, V>, K, V> implements KeyValueStore<K, V> {
    private static final int MOST_KEPT = 10_000;

    /** As they are now; null for what is not there. */
    private final Map<K, V> values = new HashMap<>();

    private final Set<K> changed = new LinkedHashSet<>();

    WriteBackStore(KeyValueStore<K, V> behind) {
        super(behind);
    }

    @Override
    public V get(K key) {
        if (!values.containsKey(key)) {
            values.put(key, wrapped().get(key));
        }
        return values.get(key);
    }

    @Override
    public void put(K key, V value) {
        values.put(key, value);
        changed.add(key);
    }

    @Override
    public V putIfAbsent(K key, V value) {
        V known = get(key);
        if (known == null) {
            put(key, value);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<K, V>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public V delete(K key) {
        V known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public KeyValueIterator<K, V> range(K from, K to) {
        flushCache();
        return wrapped().range(from, to);
    }

    @Override
    public KeyValueIterator<K, V> all() {
        flushCache();
        return wrapped().all();
    }

    @Override
    public long approximateNumEntries() {
        flushCache();
        return wrapped().approximateNumEntries();
    }

    @Override
    public void flushCache() {
        for (K key : changed) {
            V value = values.get(key);
            if (value != null) {
                wrapped().put(key, value);
            } else if (wrapped().get(key) != null) {
                wrapped().delete(key);
            }
        }
        changed.clear();
        if (values.size() > MOST_KEPT) {
            values.clear();
        }
        values.values().removeIf(Objects::isNull);
    }

    /** A task that is revived goes on with this object, and with what was committed. */
    @Override
    public void close() {
        clearCache();
        super.close();
    }

    @Override
    public void clearCache() {
        values.clear();
        changed.clear();
    }
}
