package io.understudy.streams.answers;

import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Models;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.topic.PendingAnswer;
import io.understudy.streams.topic.ServedComparison;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Joins the two answers to a logged request by the request's id, whichever comes first, and compares them. What waits
 * for longer than is configured is dropped.
 */
public final class AnswersProcessor implements Processor<String, PendingAnswer, Object, Object> {
    /** The store of answers that wait for the other one. */
    public static final String STORE = "waiting-answers";
    /** Where comparisons go. */
    public static final String SUMMARIES = "to-summaries-of-answers";

    private static final int LOOKS = 4;

    private final Models models;
    private final Settings.Served settings;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, PendingAnswer> store;

    /** One for each task. */
    public AnswersProcessor(Models models, Settings.Served settings) {
        this.models = models;
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        context.schedule(settings.patience().dividedBy(LOOKS), PunctuationType.WALL_CLOCK_TIME, this::drop);
    }

    @Override
    public void process(Record<String, PendingAnswer> record) {
        PendingAnswer other = store.get(record.key());
        if (other == null || other.byProduction() == record.value().byProduction()) {
            store.put(record.key(), record.value());
            return;
        }
        store.delete(record.key());
        PendingAnswer own = record.value().byProduction() ? other : record.value();
        PendingAnswer production = record.value().byProduction() ? record.value() : other;
        models.find(own.model()).ifPresent(model -> compare(model, own, production, record.timestamp()));
    }

    private void compare(WatchedModel model, PendingAnswer own, PendingAnswer production, long timestamp) {
        ServedAnswerCheck check;
        try (Serving.Lease lease = model.serving().lease()) {
            if (own.answer()[0].length != lease.model().columns()) {
                return;
            }
            check = new ServedChecker(lease.model(), settings.tolerance())
                    .check(own.sequence(), production.served(), own.answer());
        }
        ServedComparison comparison = check.counted();
        model.meters().served().served(comparison);
        Summary summary = new Summary(
                model.id(),
                own.modelSha256(),
                0,
                List.of(),
                List.of(),
                null,
                Map.of(),
                List.of(),
                Map.of(),
                null,
                comparison);
        context.forward(new Record<>(model.id(), summary, timestamp), SUMMARIES);
    }

    private void drop(long now) {
        List<KeyValue<String, PendingAnswer>> late = new ArrayList<>();
        try (KeyValueIterator<String, PendingAnswer> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (now - entry.value.at() > settings.patience().toMillis()) {
                    late.add(entry);
                }
            });
        }
        late.forEach(entry -> {
            store.delete(entry.key);
            if (entry.value.byProduction()) {
                models.withMeters(entry.value.model(), meters -> meters.served().unmatched());
            }
        });
    }
}
