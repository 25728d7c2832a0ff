package io.understudy.streams.shadow;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Summary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sequences that a stream thread has scored and not summed up yet, whichever of its partitions they came from. A
 * summary ends before a commit; and sooner where the fidelity of its sequences changes, since what contributes to a drop
 * is found by comparing summaries.
 */
final class OpenSummary {
    /** Sequences in a summary, at most: it has to fit into a record. */
    private static final int MOST = 2_048;
    /** So many are compared with those before them. */
    private static final int CHUNK = 128;
    /** A change of a surrogate's decision agreement: more than chance makes of a chunk, less than a drop is. */
    private static final double CHANGE = 0.02;

    private final Meters meters;
    private final Deque<Dated> ready = new ArrayDeque<>();
    private final List<Item> items = new ArrayList<>();
    private ScoringEngine engine;
    private Optional<Surrogates.Loaded> loaded = Optional.empty();
    private int compared;
    private int alike = CHUNK;
    private long held;

    /** A summary, and the timestamp of its latest record. */
    record Dated(Summary summary, long timestamp) {}

    private record Item(MicroBatch.Owner owner, Compared sequence, long timestamp, long numbers) {}

    OpenSummary(Meters meters) {
        this.meters = meters;
    }

    /** Says what the next sequences were scored with: those scored with anything else are summed up. */
    void scoredWith(ScoringEngine engine, Optional<Surrogates.Loaded> loaded) {
        if (engine != this.engine || loaded.orElse(null) != this.loaded.orElse(null)) {
            end();
            this.engine = engine;
            this.loaded = loaded;
        }
    }

    void add(MicroBatch.Owner owner, Compared sequence, long timestamp) {
        long numbers = Held.numbers(sequence.answer().length, engine.model().manifest());
        items.add(new Item(owner, sequence, timestamp, numbers));
        held += numbers;
        if (items.size() - compared == CHUNK) {
            if (compared > 0 && changes()) {
                sumUp(compared);
            }
            compared = items.size();
        }
        if (items.size() >= MOST || held >= Held.MOST) {
            end();
        }
        sequence.served().ifPresent(this::served);
    }

    /** An alert that production answers otherwise names the first answer that does, so a summary ends there. */
    private void served(ServedAnswerCheck check) {
        if (check.differs() && alike >= CHUNK) {
            end();
        }
        alike = check.differs() ? 0 : alike + 1;
    }

    private boolean changes() {
        Map<String, Double> before = agreement(items.subList(0, compared));
        Map<String, Double> after = agreement(items.subList(compared, items.size()));
        return before.entrySet().stream()
                .anyMatch(each -> Math.abs(after.get(each.getKey()) - each.getValue()) > CHANGE);
    }

    private static Map<String, Double> agreement(List<Item> items) {
        Map<String, Long> decided = new TreeMap<>();
        Map<String, Long> positions = new TreeMap<>();
        for (Item item : items) {
            for (Map.Entry<String, Comparison> each :
                    item.sequence.comparisons().entrySet()) {
                decided.merge(each.getKey(), (long) each.getValue().decided(), Long::sum);
                positions.merge(each.getKey(), (long) each.getValue().positions(), Long::sum);
            }
        }
        Map<String, Double> agreement = new TreeMap<>();
        decided.forEach((name, count) -> agreement.put(name, (double) count / positions.get(name)));
        return agreement;
    }

    /** Sums up all that there is. */
    void end() {
        sumUp(items.size());
    }

    private void sumUp(int count) {
        if (count > 0) {
            List<Item> first = items.subList(0, count);
            List<Compared> sequences = first.stream().map(Item::sequence).toList();
            Optional<AttractorTraffic> traffic = engine.traffic(sequences, loaded);
            traffic.ifPresent(meters::visited);
            Summary summary = engine.summary(sequences, loaded, traffic);
            meters.fired(summary.phrases());
            meters.served().served(summary.served());
            ready.add(new Dated(summary, first.get(count - 1).timestamp));
            held -= numbers(first);
            first.clear();
        }
        compared = 0;
    }

    private static long numbers(List<Item> items) {
        return items.stream().mapToLong(Item::numbers).sum();
    }

    /** The next one that has ended; null if there is none. */
    Dated poll() {
        return ready.poll();
    }

    /** What an owner scored and could not commit is not counted. */
    void remove(MicroBatch.Owner owner) {
        items.removeIf(item -> item.owner == owner);
        held = numbers(items);
        compared = Math.min(compared, items.size());
    }
}
