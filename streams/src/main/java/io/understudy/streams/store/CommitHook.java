package io.understudy.streams.store;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Calls a processor right before its task is committed, so that it may forward what it has held back: offsets, and what
 * came of the records before them, are then in one transaction. A state store without any state, since Kafka Streams
 * tells nothing but stores with a cache, by an internal interface, that a commit is coming.
 */
public final class CommitHook implements StateStore, CachedStateStore<Void, Void> {
    private final String name;
    private InternalProcessorContext<?, ?> context;
    private ProcessorNode<?, ?, ?, ?> node;
    private Runnable listener;
    private boolean open;

    private CommitHook(String name) {
        this.name = name;
    }

    /** For a topology. */
    public static StoreBuilder<CommitHook> builder(String name) {
        return new Builder(name);
    }

    /**
     * Registers who is called.
     *
     * @param context the processor's, in its {@code init}; it may forward when it is called
     */
    public void beforeCommit(ProcessorContext<?, ?> context, Runnable processor) {
        this.context = (InternalProcessorContext<?, ?>) context;
        this.node = this.context.currentNode();
        this.listener = processor;
    }

    /** Lets the processor that is registered forward, whichever task's turn on its thread it is. */
    public void asProcessor(Runnable action) {
        ProcessorNode<?, ?, ?, ?> before = context.currentNode();
        context.setCurrentNode(node);
        try {
            action.run();
        } finally {
            context.setCurrentNode(before);
        }
    }

    @Override
    public void flushCache() {
        if (listener != null) {
            asProcessor(listener);
        }
    }

    @Override
    public void clearCache() {
        // There is nothing to clear: a task that is not committed begins anew.
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Void, Void> flushed, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private record Builder(String name) implements StoreBuilder<CommitHook> {
        @Override
        public StoreBuilder<CommitHook> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitHook> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("it holds nothing");
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingDisabled() {
            return this;
        }

        @Override
        public CommitHook build() {
            return new CommitHook(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
