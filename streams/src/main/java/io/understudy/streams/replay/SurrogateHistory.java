package io.understudy.streams.replay;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.topic.ServedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;

/** Finds the surrogates that were in force at a moment, as far as the compacted topic still holds them. */
final class SurrogateHistory {
    private SurrogateHistory() {}

    private record Published(Bundle bundle, long at) {}

    /**
     * The latest that were published before a moment, or else the first that there are.
     *
     * @throws InvalidInputException if there are none of this model
     */
    static Bundle inForce(
            Consumer<String, byte[]> consumer, String topic, OnnxModel model, Instant moment, Instant now) {
        String id = model.manifest().id();
        List<Published> published = new ArrayList<>();
        new TopicHistory(consumer, topic, new TimeRange(Instant.EPOCH, now))
                .forEach(
                        record -> {
                            boolean ours = record.key() != null
                                    && record.value() != null
                                    && isOf(ServedFile.of(record.key()), model);
                            if (ours) {
                                published.add(new Published(
                                        new BundleFormat().read(record.value(), topic), record.timestamp()));
                            }
                        },
                        Progress.none());
        if (published.isEmpty()) {
            throw new InvalidInputException(
                    "the topic %s holds no surrogate of '%s': give one with --surrogate FILE".formatted(topic, id));
        }
        return published.stream()
                .filter(one -> one.at() <= moment.toEpochMilli())
                .reduce((first, second) -> second)
                .orElse(published.get(0))
                .bundle();
    }

    private static boolean isOf(ServedFile file, OnnxModel model) {
        return file.model().equals(model.manifest().id())
                && (file.sha256().isEmpty() || file.sha256().equals(model.sha256()));
    }
}
