package io.understudy.streams.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** A record as it came, kept until it has a verdict or is sent to the dead letters unchanged. */
public record RawRecord(
        byte[] key, byte[] value, List<Header> headers, long timestamp, String topic, int partition, long offset) {
    /** The header of a dead letter that says why it is one. */
    public static final String REASON = "understudy-reason";
    /** The header of a dead letter that says which topic it came from. */
    public static final String TOPIC = "understudy-topic";
    /** The header of a dead letter that says which partition it came from. */
    public static final String PARTITION = "understudy-partition";
    /** The header of a dead letter that says which offset it came from. */
    public static final String OFFSET = "understudy-offset";

    /** The header of a dead letter that says which model it was for, where that is known. */
    public static final String MODEL = "understudy-model";

    /** One header. */
    public record Header(String key, byte[] value) {}

    /** A record and where it is. */
    public static RawRecord of(Record<byte[], byte[]> record, RecordMetadata place) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return new RawRecord(
                record.key(),
                record.value(),
                headers,
                record.timestamp(),
                place.topic(),
                place.partition(),
                place.offset());
    }

    /** What a decoder reads. */
    public SequenceDecoder.Raw raw() {
        return new SequenceDecoder.Raw(key, value, kafkaHeaders(), timestamp, topic + "-" + partition + "-" + offset);
    }

    /**
     * For the dead-letter topic: key, value and headers as they came, and why it is there.
     *
     * @param model that it was for; null if it is not known
     */
    public Record<Object, Object> dead(String model, List<String> reasons) {
        Headers marked = kafkaHeaders()
                .add(REASON, bytes(String.join("; ", reasons)))
                .add(TOPIC, bytes(topic))
                .add(PARTITION, bytes(Integer.toString(partition)))
                .add(OFFSET, bytes(Long.toString(offset)));
        if (model != null) {
            marked.add(MODEL, bytes(model));
        }
        return new Record<>(key, value, timestamp, marked);
    }

    private Headers kafkaHeaders() {
        Headers all = new RecordHeaders();
        headers.forEach(header -> all.add(header.key(), header.value()));
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
