package io.understudy.streams.shadow;

import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoringEngine;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Summary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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

    private final Deque<Dated> ready = new ArrayDeque<>();
    private final List<Item> items = new ArrayList<>();
    private ScoringEngine engine;
    /** Of those that have been compared. */
    private final Map<String, FidelityCounts> before = new TreeMap<>();

    private int compared;
    private int alike = CHUNK;
    private long held;

    /** A summary, and the timestamp of its latest record. */
    record Dated(Summary summary, long timestamp) {}

    private record Item(MicroBatch.Owner owner, Compared sequence, long timestamp, long numbers) {}

    /** Says what scored the next sequences: those that another model or surrogates scored are summed up. */
    void scoredWith(ScoringEngine engine) {
        if (engine != this.engine) {
            end();
            this.engine = engine;
        }
    }

    void add(MicroBatch.Owner owner, Compared sequence, long timestamp) {
        long numbers =
                Held.numbers(sequence.scored().answer().length, engine.model().manifest());
        items.add(new Item(owner, sequence, timestamp, numbers));
        held += numbers;
        if (items.size() - compared == CHUNK) {
            compareChunk();
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

    private void compareChunk() {
        Map<String, FidelityCounts> chunk = counts(items.subList(compared, items.size()));
        if (compared > 0 && changes(chunk)) {
            sumUp(compared);
        }
        compared = items.size();
        chunk.forEach((name, counts) -> before.merge(name, counts, FidelityCounts::plus));
    }

    private boolean changes(Map<String, FidelityCounts> chunk) {
        return chunk.entrySet().stream()
                .anyMatch(each -> Math.abs(agreement(each.getValue()) - agreement(before.get(each.getKey()))) > CHANGE);
    }

    private static double agreement(FidelityCounts counts) {
        return counts.of(Measure.DECISION_AGREEMENT);
    }

    private static Map<String, FidelityCounts> counts(List<Item> items) {
        Map<String, FidelityCounts> counts = new TreeMap<>();
        items.forEach(item -> item.sequence
                .scored()
                .counts()
                .forEach((name, each) -> counts.merge(name, each, FidelityCounts::plus)));
        return counts;
    }

    /** Sums up all that there is. */
    void end() {
        sumUp(items.size());
    }

    private void sumUp(int count) {
        if (count > 0) {
            List<Item> first = items.subList(0, count);
            List<Compared> sequences = first.stream().map(Item::sequence).toList();
            Summary summary = engine.summary(sequences);
            ready.add(new Dated(summary, first.get(count - 1).timestamp));
            held -= numbers(first);
            first.clear();
        }
        compared = 0;
        before.clear();
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
        before.clear();
        before.putAll(counts(items.subList(0, compared)));
    }
}
