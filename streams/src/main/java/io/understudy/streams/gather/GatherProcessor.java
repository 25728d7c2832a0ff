package io.understudy.streams.gather;

import io.understudy.streams.config.Settings;
import io.understudy.streams.gather.OpenSequence.Piece;
import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.ModelResolver;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.serving.Models;
import io.understudy.streams.topic.Sequence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Gathers the events of each key, and of each model where there are several, into a sequence for the sequences topic. What is open is in a store with a changelog,
 * a record for each piece, so that a long sequence is not written anew with each of its events.
 */
public final class GatherProcessor implements Processor<byte[], byte[], Object, Object> {
    /** The store of what is open. */
    public static final String STORE = "open-sequences";
    /** Where sequences go. */
    public static final String SEQUENCES = "to-sequences";
    /** Where dead letters go. */
    public static final String DEAD_LETTERS = "events-to-dead-letters";

    private static final Duration TICK = Duration.ofMillis(500);
    private static final char SEPARATOR = '\n';
    private static final String NO_KEY = "the record has no key: an event's key says which sequence it belongs to";

    private final SequenceDecoder decoder;
    private final ModelResolver resolver;
    private final Settings.Events settings;
    private final Segmenter segments;
    private final Models models;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, Piece> store;
    private OpenSequences gathering;
    private long heardAt;

    /**
     * One for each task.
     *
     * @param resolver says which model a sequence is for
     * @param segments determines segments
     */
    public GatherProcessor(
            SequenceDecoder decoder,
            ModelResolver resolver,
            Settings.Events settings,
            Segmenter segments,
            Models models) {
        this.decoder = decoder;
        this.resolver = resolver;
        this.settings = settings;
        this.segments = segments;
        this.models = models;
    }

    /** The type of what {@link #STORE} holds. */
    public static Class<?> pieceType() {
        return Piece.class;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        this.gathering = new OpenSequences(settings, this::whole);
        this.heardAt = context.currentSystemTimeMs();
        // In the order of their numbers, which all have as many digits.
        try (KeyValueIterator<String, Piece> pieces = store.all()) {
            pieces.forEachRemaining(
                    piece -> gathering.restore(piece.key.substring(0, piece.key.lastIndexOf(SEPARATOR)), piece.value));
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    private static String place(String key, int piece) {
        return "%s%c%08d".formatted(key, SEPARATOR, piece);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        heardAt = context.currentSystemTimeMs();
        RawRecord raw = RawRecord.of(record, context.recordMetadata().orElseThrow());
        if (record.key() == null || record.key().length == 0) {
            sendAway(raw, null, List.of(NO_KEY));
            return;
        }
        DecodedRecord decoded = decoder.decode(raw.raw());
        String id = new String(record.key(), StandardCharsets.UTF_8);
        String key = resolver.several() ? decoded.model() + SEPARATOR + id : id;
        Optional<String> end = end(decoded.model());
        decoded.sequences().forEach(events -> add(key, events, end, record.timestamp()));
        if (!decoded.refusals().isEmpty()) {
            sendAway(raw, decoded.model(), decoded.refusals());
        }
    }

    /** The symbol that ends a model's sequences and is no part of them; empty if none does. */
    private Optional<String> end(String model) {
        return settings.end().or(() -> models.find(model)
                .flatMap(one -> one.serving().manifest().end()));
    }

    /** A record may bring several events, and the end of a sequence among them. */
    private void add(String key, Sequence events, Optional<String> end, long recordTime) {
        List<String> rest = events.symbols();
        int ends = end.map(rest::indexOf).orElse(-1);
        while (ends >= 0) {
            add(key, new Piece(rest.subList(0, ends), events.timestamp(), events.segment()), recordTime);
            gathering.close(key);
            rest = rest.subList(ends + 1, rest.size());
            ends = rest.indexOf(end.orElseThrow());
        }
        add(key, new Piece(rest, events.timestamp(), events.segment()), recordTime);
    }

    private void add(String key, Piece piece, long recordTime) {
        if (piece.symbols().isEmpty()) {
            return;
        }
        int number = gathering.begins(key, piece.at()) ? 0 : gathering.pieces(key);
        gathering.add(key, piece, recordTime);
        if (gathering.pieces(key) > 0) {
            store.put(place(key, number), piece);
        }
    }

    private void whole(Sequence gathered, int pieces) {
        String key = gathered.id();
        for (int piece = 0; piece < pieces; piece++) {
            store.delete(place(key, piece));
        }
        Headers headers = segments.headers(gathered.segment());
        String id = key;
        if (resolver.several()) {
            // No model's id holds a separator; a record's key may.
            int cut = key.indexOf(SEPARATOR);
            resolver.name(key.substring(0, cut), headers);
            id = key.substring(cut + 1);
        }
        Sequence sequence = new Sequence(id, gathered.symbols(), gathered.timestamp(), gathered.segment());
        context.forward(
                new Record<>(id.getBytes(StandardCharsets.UTF_8), sequence, sequence.timestamp(), headers), SEQUENCES);
    }

    /** Where nothing comes, the events' time stands still; then the clock's has to do. */
    private void tick(long now) {
        if (now - heardAt > settings.gap().toMillis()) {
            gathering.closeAll();
            heardAt = now;
        }
    }

    private void sendAway(RawRecord raw, String model, List<String> reasons) {
        context.forward(raw.dead(model, reasons), DEAD_LETTERS);
        models.deadLetters(model, reasons.size());
    }
}
