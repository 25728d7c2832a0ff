package io.understudy.agent.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ADWIN2 (Bifet & Gavaldà 2007): an adaptive window over numbers in [0, 1] that drops its older part when that has, at
 * a stated confidence, another mean than the newer part. Memory grows with the logarithm of the window.
 *
 * <p>Our own because its state has to go into a changelog: the implementations on Maven Central can neither show nor
 * restore theirs (and MOA's is under the GPL).
 */
public final class Adwin {
    private static final int BUCKETS_IN_ROW = 5;
    private static final int CHECK_EVERY = 16;
    private static final int SMALLEST_PART = 10;

    private final double delta;
    /** Oldest first; a bucket's count is a power of two that does not grow towards the newer end. */
    private final List<Bucket> buckets;

    private long added;

    /** A run of consecutive numbers. {@code deviations} is the sum of squared differences from the run's mean. */
    public record Bucket(long count, double sum, double deviations) {
        Bucket plus(Bucket other) {
            double apart = sum / count - other.sum / other.count;
            double between = apart * apart * count * other.count / (count + other.count);
            return new Bucket(count + other.count, sum + other.sum, deviations + other.deviations + between);
        }

        double mean() {
            return sum / count;
        }
    }

    /** All that there is to remember. */
    public record State(List<Bucket> buckets, long added) {
        /** How many numbers the window holds. */
        public long window() {
            return buckets.stream().mapToLong(Bucket::count).sum();
        }

        /** Mean of the values in the window; not a number if there are none. */
        public double mean() {
            return buckets.stream().mapToDouble(Bucket::sum).sum() / window();
        }

        /** Before the first number. */
        public static State empty() {
            return new State(List.of(), 0);
        }
    }

    /**
     * A change of the mean.
     *
     * @param before mean of the older part, where the window is split so that the two means are most evident
     * @param after mean of the newer part
     * @param dropped how many numbers were dropped
     * @param kept how many were kept
     */
    public record Change(double before, double after, long dropped, long kept) {
        /** Whether the mean rose by so much: with enough numbers, changes become evident that nobody cares for. */
        public boolean isRise(double least) {
            return after - before >= least;
        }
    }

    /**
     * @param delta bound on the probability of a false alarm at one check
     */
    public Adwin(double delta, State state) {
        this.delta = delta;
        this.buckets = new ArrayList<>(state.buckets());
        this.added = state.added();
    }

    /** What a later instance can continue from. */
    public State state() {
        return new State(List.copyOf(buckets), added);
    }

    /**
     * Takes the next number.
     *
     * @param value in [0, 1]
     * @return the change, if this number made one evident
     */
    public Optional<Change> add(double value) {
        buckets.add(new Bucket(1, value, 0));
        compress();
        added++;
        return added % CHECK_EVERY == 0 ? cut() : Optional.empty();
    }

    private void compress() {
        long size = 1;
        int end = buckets.size();
        while (end > 0) {
            int begin = end;
            while (begin > 0 && buckets.get(begin - 1).count() == size) {
                begin--;
            }
            if (end - begin <= BUCKETS_IN_ROW) {
                return;
            }
            buckets.set(begin, buckets.get(begin).plus(buckets.remove(begin + 1)));
            end = begin + 1;
            size *= 2;
        }
    }

    /**
     * Drops what is older than the most evident change, as often as there is one. The paper drops bucket by bucket
     * until no change is evident any more; then much of what was before it stays, and neither the new mean nor the
     * beginning of the change can be read off the window.
     */
    private Optional<Change> cut() {
        Split first = evident();
        if (first == null) {
            return Optional.empty();
        }
        long before = state().window();
        for (Split split = first; split != null; split = evident()) {
            buckets.subList(0, split.at()).clear();
        }
        long kept = state().window();
        return Optional.of(new Change(first.older().mean(), first.newer().mean(), before - kept, kept));
    }

    /** {@code at} is the place of the first bucket of the newer part. */
    private record Split(int at, Bucket older, Bucket newer) {}

    /** Of the splits that show two means the one that shows them best; null if none does. */
    private Split evident() {
        int size = buckets.size();
        Bucket[] newer = new Bucket[size];
        for (int i = size - 1; i >= 0; i--) {
            newer[i] = i == size - 1 ? buckets.get(i) : buckets.get(i).plus(newer[i + 1]);
        }
        Bucket all = newer[0];
        double confidence = Math.log(2 * Math.log(Math.max(Math.E, all.count())) / delta);
        double variance = all.deviations() / all.count();
        Split best = null;
        double most = 1;
        Bucket older = null;
        for (int split = 1; split < size; split++) {
            Bucket next = buckets.get(split - 1);
            older = older == null ? next : older.plus(next);
            double evidence = evidence(older, newer[split], variance, confidence);
            if (evidence > most) {
                most = evidence;
                best = new Split(split, older, newer[split]);
            }
        }
        return best;
    }

    /** How far two means are apart, as a multiple of the paper's ε_cut in its form for large windows (section 4). */
    private static double evidence(Bucket older, Bucket newer, double variance, double confidence) {
        if (older.count() < SMALLEST_PART || newer.count() < SMALLEST_PART) {
            return 0;
        }
        double harmonic = 1.0 / (1.0 / older.count() + 1.0 / newer.count());
        double bound = Math.sqrt(2 / harmonic * variance * confidence) + 2 / (3 * harmonic) * confidence;
        return Math.abs(older.mean() - newer.mean()) / bound;
    }
}
