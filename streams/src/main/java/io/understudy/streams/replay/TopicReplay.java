package io.understudy.streams.replay;

import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.ModelFolders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;

/** Scores a stretch of the sequences topic again. Reads only: no group is joined, no offset committed. */
public final class TopicReplay {
    private final Settings settings;
    private final Clock clock;

    /** Of the application that these settings belong to. */
    public TopicReplay(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Scores it.
     *
     * @param model id of the model; empty where there is only one
     * @param surrogate a file that 'distill' wrote; empty for the surrogates that were in force when the stretch began
     * @throws io.understudy.agent.model.InvalidInputException if there is nothing to read or to score with
     */
    public ReplayResult run(Optional<String> model, TimeRange range, Optional<Path> surrogate, Progress progress) {
        KafkaConfigs configs = new KafkaConfigs(settings);
        Path folder = ModelFolders.find(settings.models(), model);
        try (OnnxModel opened = OnnxModel.open(folder, settings.inference().modelThreads());
                Consumer<String, byte[]> surrogates = configs.reader();
                Consumer<String, byte[]> sequences = configs.reader()) {
            Bundle bundle = surrogate
                    .map(new BundleFormat()::load)
                    .orElseGet(() -> SurrogateHistory.inForce(
                            surrogates, settings.topics().surrogates(), opened, range.from(), clock.instant()));
            bundle.requireFits(opened, true);
            TopicHistory history = new TopicHistory(sequences, settings.topics().sequences(), range);
            return new Replay(settings, opened, bundle).run(history, range, progress);
        }
    }

    /** A result as one HTML file. */
    public static String report(ReplayResult result) {
        return ReplayReport.html(result);
    }
}
