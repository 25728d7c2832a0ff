package io.understudy.streams.intake;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import org.apache.kafka.common.header.Header;

/**
 * The content of a record, unwrapped from its CloudEvent where it came in one, in binary or structured mode.
 *
 * @param data null if there is none
 * @param name the event's id; else the record's key, or its place in its topic
 * @param timestamp the event's time; else the record's; milliseconds since 1970
 * @param request whether it is what a model server received, as an inference logger reports it (KServe)
 * @param answer whether it is what the server answered
 * @param service that the event is about, as KServe names it; null if it names none
 */
record Envelope(byte[] data, String name, long timestamp, boolean request, boolean answer, String service) {
    static final int LONGEST_ID = 500;

    private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);
    private static final String REQUEST = ".inference.request";
    private static final String SERVICE = "inferenceservicename";
    private static final String ANSWER = ".inference.response";

    static Envelope of(SequenceDecoder.Raw raw) throws Refusal {
        return isCloudEvent(raw)
                ? event(raw)
                : new Envelope(raw.value(), name(raw), raw.timestamp(), false, false, null);
    }

    private static String name(SequenceDecoder.Raw raw) {
        if (raw.key() == null || raw.key().length == 0 || raw.key().length > LONGEST_ID) {
            return raw.place();
        }
        return new String(raw.key(), StandardCharsets.UTF_8);
    }

    private static boolean isCloudEvent(SequenceDecoder.Raw raw) {
        Header contentType = raw.headers().lastHeader("content-type");
        boolean structured = contentType != null
                && contentType.value() != null
                && new String(contentType.value(), StandardCharsets.UTF_8).startsWith("application/cloudevents+json");
        return structured || raw.headers().lastHeader("ce_specversion") != null;
    }

    private static Envelope event(SequenceDecoder.Raw raw) throws Refusal {
        try {
            MessageReader reader = KafkaMessageFactory.createReader(raw.headers(), raw.value());
            CloudEvent event = reader.toEvent();
            long timestamp = event.getTime() == null
                    ? raw.timestamp()
                    : event.getTime().toInstant().toEpochMilli();
            return new Envelope(
                    event.getData() == null ? null : event.getData().toBytes(),
                    event.getId(),
                    checkedTime(timestamp, raw.timestamp()),
                    event.getType().endsWith(REQUEST),
                    event.getType().endsWith(ANSWER),
                    event.getExtension(SERVICE) instanceof String service ? service : null);
        } catch (CloudEventRWException
                | EventDeserializationException
                | IllegalArgumentException
                | DateTimeException e) {
            throw new Refusal("not a CloudEvent: " + e.getMessage());
        }
    }

    /** A clock that is far ahead would close all windows before their time. */
    static long checkedTime(long millis, long recordTime) throws Refusal {
        if (millis < 0 || millis > recordTime + FURTHEST_AHEAD.toMillis()) {
            throw new Refusal("the timestamp " + millis + " is before 1970 or more than a day ahead of the record's");
        }
        return millis;
    }
}
