package io.understudy.streams.replay;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.config.Settings;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Detects drops of one surrogate's fidelity as the coordinator does (ADWIN on the loss of each sequence), and finds
 * where each began: ADWIN drops all that is older than the change, so what it keeps is what came since.
 */
final class OnsetDetector {
    /** A moment is kept for each so many sequences: an onset is as coarse as a bucket of the detector anyway. */
    private static final int STRIDE = 16;

    private final String surrogate;
    private final Settings.Fidelity settings;
    private final Map<Measure, Adwin> detectors = new EnumMap<>(Measure.class);
    private long[] moments = new long[1 << 10];
    private long count;
    private boolean dropped;

    OnsetDetector(String surrogate, Settings.Fidelity settings) {
        this.surrogate = surrogate;
        this.settings = settings;
        for (Measure measure : Measure.values()) {
            detectors.put(measure, new Adwin(settings.delta(), Adwin.State.empty()));
        }
    }

    /**
     * Takes the next sequence.
     *
     * @param values of both measures
     * @return the drop, if this sequence made one evident; both measures together count as one
     */
    Optional<Onset> add(long timestamp, Map<Measure, Double> values) {
        if (count % STRIDE == 0) {
            int place = (int) (count / STRIDE);
            moments = place == moments.length ? Arrays.copyOf(moments, 2 * place) : moments;
            moments[place] = timestamp;
        }
        count++;
        Optional<Onset> onset = Optional.empty();
        boolean recovered = false;
        for (Measure measure : Measure.values()) {
            Optional<Adwin.Change> change = detectors.get(measure).add(measure.loss(values.get(measure)));
            recovered |=
                    change.isPresent() && change.get().after() < change.get().before();
            if (onset.isEmpty() && !dropped) {
                onset = change.filter(one -> one.isRise(settings.leastDrop()))
                        .map(one -> onset(measure, one, timestamp));
            }
        }
        dropped = onset.isPresent() || dropped && !recovered;
        return onset;
    }

    private Onset onset(Measure measure, Adwin.Change change, long timestamp) {
        long began = moments[(int) (Math.max(0, count - change.kept()) / STRIDE)];
        long length = settings.window().toMillis();
        return new Onset(
                surrogate,
                measure,
                measure.loss(change.before()),
                measure.loss(change.after()),
                Instant.ofEpochMilli(began),
                Instant.ofEpochMilli(Math.floorDiv(began, length) * length),
                Instant.ofEpochMilli(timestamp),
                change.kept());
    }
}
