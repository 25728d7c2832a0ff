package io.understudy.streams.bench;

import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends the sequences of a file over and over, each with an id of its own. */
final class Load implements AutoCloseable {
    private static final double NANOS = 1e9;
    /** To sleep before every single one would cost more than to send it. */
    private static final long TICK_NANOS = 1_000_000;

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    /** Each sequence's symbols: to write them again with every record would take a core that is to be measured. */
    private final List<byte[]> symbols;

    private final Clock clock;
    private long sent;
    private volatile Exception failure;

    Load(String bootstrap, String topic, List<List<String>> sequences, Clock clock) {
        this.producer =
                new KafkaProducer<>(KafkaConfigs.sender(bootstrap), new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
        Json json = new Json();
        this.symbols = sequences.stream().map(json::write).toList();
        this.clock = clock;
    }

    /** Sends as fast as it can. */
    void send(long count) {
        for (long i = 0; i < count; i++) {
            sendOne();
        }
        flush();
    }

    /** Sends at an even rate. */
    void send(double perSecond, double seconds) {
        long begun = System.nanoTime();
        for (long i = 0; i < perSecond * seconds; i++) {
            sendOne();
            long ahead = begun + (long) (i / perSecond * NANOS) - System.nanoTime();
            if (ahead > TICK_NANOS) {
                LockSupport.parkNanos(ahead);
            }
        }
        flush();
    }

    private void sendOne() {
        String id = "s" + sent;
        byte[] head = ("{\"id\":\"" + id + "\",\"symbols\":").getBytes(StandardCharsets.UTF_8);
        byte[] tail = symbols.get((int) (sent % symbols.size()));
        byte[] value = Arrays.copyOf(head, head.length + tail.length + 1);
        System.arraycopy(tail, 0, value, head.length, tail.length);
        value[value.length - 1] = '}';
        producer.send(
                new ProducerRecord<>(topic, null, clock.millis(), id, value),
                (sent, e) -> failure = e == null ? failure : e);
        sent++;
    }

    private void flush() {
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("a sequence could not be sent", failure);
        }
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
