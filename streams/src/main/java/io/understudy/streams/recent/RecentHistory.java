package io.understudy.streams.recent;

import io.understudy.streams.topic.Disagreement;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The recent history of one model, as read from the topics. Safe for use by several threads. */
public final class RecentHistory {
    /** Four hours of windows of ten seconds. */
    private static final int MOST_WINDOWS = 1_440;

    private static final int MOST_EVENTS = 200;
    private static final int MOST_DEAD_LETTERS = 50;
    private static final int MOST_DISAGREEMENTS = 12;
    /** Visits are summed over so many sequences, at least. */
    private static final long ENOUGH_SEQUENCES = 500;

    private final String model;
    private final NavigableMap<Place, Window> windows = new TreeMap<>();
    private final Deque<DriftEvent> events = new ArrayDeque<>();
    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
    private final Deque<Disagreement> disagreements = new ArrayDeque<>();
    private final Map<Section, Long> revisions = new EnumMap<>(Section.class);
    private long deadLettersRead;

    /** What can change by itself. */
    public enum Section {
        /** Windows. */
        FIDELITY,
        /** Drift events. */
        EVENTS,
        /** Dead letters. */
        DEAD_LETTERS
    }

    private record Place(long begin, long version, String file) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::begin)
                .thenComparingLong(Place::version)
                .thenComparing(Place::file);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** Of one model; what is said of others is not kept. */
    public RecentHistory(String model) {
        this.model = model;
        for (Section section : Section.values()) {
            revisions.put(section, 0L);
        }
    }

    /** Takes in what a window held so far; it replaces what was known of it. */
    public synchronized void add(Window window) {
        if (!window.model().equals(model)) {
            return;
        }
        windows.put(new Place(window.begin(), window.version(), window.modelSha256()), window);
        while (windows.size() > MOST_WINDOWS) {
            windows.pollFirstEntry();
        }
        keepTotalsOfOlder();
        for (Disagreement disagreement : window.disagreements()) {
            if (!disagreements.contains(disagreement)) {
                push(disagreements, disagreement, MOST_DISAGREEMENTS);
            }
        }
        changed(Section.FIDELITY);
    }

    /** What a window holds beside its totals is much, and only asked for of the latest windows of a version. */
    private void keepTotalsOfOlder() {
        Map<Long, Long> newer = new HashMap<>();
        for (Map.Entry<Place, Window> entry : windows.descendingMap().entrySet()) {
            Window window = entry.getValue();
            if (newer.getOrDefault(window.version(), 0L) >= ENOUGH_SEQUENCES) {
                entry.setValue(window.totals());
            }
            newer.merge(window.version(), window.sequences(), Long::sum);
        }
    }

    /** Takes in an event. */
    public synchronized void add(DriftEvent event) {
        if (event.model().equals(model)) {
            push(events, event, MOST_EVENTS);
            changed(Section.EVENTS);
        }
    }

    /** Takes in a dead letter. */
    public synchronized void add(DeadLetter letter) {
        push(deadLetters, letter, MOST_DEAD_LETTERS);
        deadLettersRead++;
        changed(Section.DEAD_LETTERS);
    }

    private static <T> void push(Deque<T> latest, T one, int most) {
        latest.addFirst(one);
        while (latest.size() > most) {
            latest.removeLast();
        }
    }

    private void changed(Section section) {
        revisions.merge(section, 1L, Long::sum);
    }

    /** Counts up with each change. */
    public synchronized Map<Section, Long> revisions() {
        return Map.copyOf(revisions);
    }

    /** Windows that were summed up after a moment, oldest first. */
    public synchronized List<Window> windows(long since) {
        return windows.values().stream().filter(window -> window.at() > since).toList();
    }

    /** The latest first. */
    public synchronized List<DriftEvent> events() {
        return List.copyOf(events);
    }

    /** The latest first. */
    public synchronized List<DeadLetter> deadLetters() {
        return List.copyOf(deadLetters);
    }

    /** How many have been read since this instance started, those that were there already included. */
    public synchronized long deadLettersRead() {
        return deadLettersRead;
    }

    /** The latest first, one for each sequence and surrogate. */
    public synchronized List<Disagreement> disagreements() {
        Set<List<String>> seen = new HashSet<>();
        return disagreements.stream()
                .filter(one -> seen.add(List.of(one.id(), one.surrogate())))
                .toList();
    }

    /**
     * The latest windows of a version, as one: as many as hold enough sequences.
     *
     * @return without any sequences, if there are none
     */
    public synchronized Window latest(long version) {
        Window sum = Window.empty(new ServedFile(model, ""), 0, version);
        for (Window window : latestFirst()) {
            if (window.version() == version && sum.sequences() < ENOUGH_SEQUENCES) {
                sum = sum.plus(window);
            }
        }
        return sum;
    }

    private List<Window> latestFirst() {
        List<Window> all = new ArrayList<>(windows.values());
        Collections.reverse(all);
        return all;
    }
}
