package io.understudy.streams.gather;

import io.understudy.streams.config.Settings;
import io.understudy.streams.gather.OpenSequence.Piece;
import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Gathers the events of each key into a sequence for the sequences topic. What is open is in a store with a changelog,
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
    private final Settings.Events settings;
    private final Optional<String> end;
    private final Segmenter segments;
    private final Meters meters;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, Piece> store;
    private OpenSequences gathering;
    private long heardAt;

    /**
     * One for each task.
     *
     * @param end the symbol that ends a sequence and is no part of it; empty if none does
     * @param segments determines segments
     */
    public GatherProcessor(
            SequenceDecoder decoder,
            Settings.Events settings,
            Optional<String> end,
            Segmenter segments,
            Meters meters) {
        this.decoder = decoder;
        this.settings = settings;
        this.end = end;
        this.segments = segments;
        this.meters = meters;
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
            sendAway(raw, List.of(NO_KEY));
            return;
        }
        DecodedRecord decoded = decoder.decode(raw.raw());
        String key = new String(record.key(), StandardCharsets.UTF_8);
        decoded.sequences().forEach(events -> add(key, events, record.timestamp()));
        if (!decoded.refusals().isEmpty()) {
            sendAway(raw, decoded.refusals());
        }
    }

    /** A record may bring several events, and the end of a sequence among them. */
    private void add(String key, Sequence events, long recordTime) {
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

    private void whole(Sequence sequence, int pieces) {
        for (int piece = 0; piece < pieces; piece++) {
            store.delete(place(sequence.id(), piece));
        }
        context.forward(
                new Record<>(
                        sequence.id().getBytes(StandardCharsets.UTF_8),
                        sequence,
                        sequence.timestamp(),
                        segments.headers(sequence.segment())),
                SEQUENCES);
    }

    /** Where nothing comes, the events' time stands still; then the clock's has to do. */
    private void tick(long now) {
        if (now - heardAt > settings.gap().toMillis()) {
            gathering.closeAll();
            heardAt = now;
        }
    }

    private void sendAway(RawRecord raw, List<String> reasons) {
        context.forward(raw.dead(reasons), DEAD_LETTERS);
        meters.deadLetters(reasons.size());
    }
}
