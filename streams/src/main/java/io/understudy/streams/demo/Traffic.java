package io.understudy.streams.demo;

import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends sequences at a rate: first normal ones, later shifted ones, each over and over. A header divides them into
 * three segments at random, so that there is something to see of each.
 */
final class Traffic implements AutoCloseable {
    static final String NORMAL = "normal-";
    static final String SHIFTED = "shifted-";
    /** The header that names a sequence's segment. */
    static final String CHANNEL = "channel";

    private static final List<byte[]> CHANNELS = Stream.of("web", "web", "web", "app", "app", "partner")
            .map(channel -> channel.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final List<List<String>> normal;
    private final List<List<String>> shifted;
    private final double rate;
    private final Clock clock;
    private final Json json = new Json();
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread = new Thread(this::run, "demo-traffic");
    private volatile boolean changed;
    private volatile boolean stopped;

    Traffic(
            String bootstrap,
            String topic,
            List<List<String>> normal,
            List<List<String>> shifted,
            double rate,
            Clock clock) {
        this.producer =
                new KafkaProducer<>(KafkaConfigs.sender(bootstrap), new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.normal = normal;
        this.shifted = shifted;
        this.rate = rate;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** From now on shifted traffic. */
    void change() {
        changed = true;
    }

    long sent() {
        return sent.get();
    }

    private void run() {
        long begun = System.nanoTime();
        int next = 0;
        boolean wasChanged = false;
        Random random = new Random(1);
        while (!stopped) {
            boolean now = changed;
            next = now == wasChanged ? next : 0;
            wasChanged = now;
            List<List<String>> from = now ? shifted : normal;
            String id = (now ? SHIFTED : NORMAL) + next;
            Map<String, Object> sequence =
                    Map.of("id", id, "symbols", from.get(next % from.size()), "timestamp", clock.millis());
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id, json.write(sequence));
            record.headers().add(CHANNEL, CHANNELS.get(random.nextInt(CHANNELS.size())));
            producer.send(record);
            next++;
            long due = begun + (long) (sent.incrementAndGet() / rate * 1e9);
            LockSupport.parkNanos(due - System.nanoTime());
        }
        producer.flush();
    }

    /** Ends it; what was sent has arrived. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        producer.close();
    }
}
