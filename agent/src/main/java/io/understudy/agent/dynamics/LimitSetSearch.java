package io.understudy.agent.dynamics;

import io.understudy.agent.dynamics.ConstantInputRun.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Searches the limit sets of a network under one constant symbol, from states that traffic leads to. */
public final class LimitSetSearch {
    /** Units of spread: fixed points that are nearer than this are one. */
    private static final double SAME = 1e-3;
    /** Units of spread: a run that has not settled belongs to the attractor that Newton's method finds this near. */
    private static final double ABOUT = 0.1;
    /** Units of spread: slow points nearer than this are one. */
    private static final double SAME_SLOW = 0.25;

    private static final int FIRST = 2;
    private static final int MOST_PAIRS = 120;
    private static final double[] CHORD = {0.3, 0.5, 0.7};

    private final StateMap map;
    private final int symbol;
    private final double spread;
    private final FixedPoints points;

    /**
     * @param symbol that is held
     * @param spread root mean square distance of states from their mean
     */
    public LimitSetSearch(StateMap map, int symbol, double spread) {
        this.map = map;
        this.symbol = symbol;
        this.spread = spread;
        this.points = new FixedPoints(map, symbol);
    }

    /** Attractors, and places where the state only lingers. */
    public List<LimitSet> from(List<double[]> starts) {
        List<LimitSet> found = new ArrayList<>();
        List<LimitSet> slow = new ArrayList<>();
        int done = 0;
        // The first few runs find what most others end at.
        for (int batch = FIRST; done < starts.size(); batch = starts.size()) {
            List<double[]> some = starts.subList(done, Math.min(starts.size(), done + batch));
            ConstantInputRun run = new ConstantInputRun(map, symbol, spread, LimitSet.attracting(found));
            some.parallelStream().map(run::from).toList().forEach(end -> take(end, found, slow));
            done += some.size();
        }
        // What lingers beside an attractor is on its way there.
        slow.stream()
                .filter(place -> found.stream().noneMatch(other -> other.distance(place) < SAME_SLOW * spread))
                .forEach(found::add);
        return found;
    }

    private void take(End end, List<LimitSet> found, List<LimitSet> slow) {
        List<double[]> cycle = end.cycle();
        if (cycle.size() == 1) {
            double[] last = cycle.get(0);
            double about = (end.settled() ? SAME : ABOUT) * spread;
            Optional<double[]> point = points.near(last, spread).filter(near -> States.distance(near, last) < about);
            cycle = point.or(() -> end.settled() ? Optional.of(last) : Optional.empty())
                    .map(List::of)
                    .orElse(List.of());
        }
        if (cycle.isEmpty()) {
            LimitSet.merge(slow, slow(end.cycle().get(0), ConstantInputRun.MOST_STEPS), SAME_SLOW * spread);
        } else if (!again(found, cycle)) {
            LimitSet place = place(cycle);
            // Who begins exactly on a saddle stays there, though nothing holds it.
            if (place.stable()) {
                found.add(place);
            }
        }
        end.lingered()
                .forEach(passage -> LimitSet.merge(slow, slow(passage.place(), passage.lasts()), SAME_SLOW * spread));
    }

    private boolean again(List<LimitSet> found, List<double[]> cycle) {
        for (int i = 0; i < found.size(); i++) {
            LimitSet known = found.get(i);
            if (known.cycle().size() == cycle.size() && known.distance(cycle.get(0)) < SAME * spread) {
                found.set(i, known.voted());
                return true;
            }
        }
        return false;
    }

    private LimitSet place(List<double[]> cycle) {
        double radius = points.spectralRadius(cycle);
        return new LimitSet(List.of(symbol), cycle, radius < 1, radius, 0, 1);
    }

    private LimitSet slow(double[] at, int lasts) {
        return new LimitSet(List.of(symbol), List.of(at), false, points.spectralRadius(List.of(at)), lasts, 1);
    }

    /** Fixed points between attractors that do not attract: the ways from one basin to another lead past them. */
    public List<LimitSet> saddles(List<LimitSet> attractors) {
        List<LimitSet> stable = attractors.stream()
                .filter(place -> place.stable() && place.symbols().contains(symbol))
                .sorted(Comparator.comparingInt(LimitSet::votes).reversed())
                .toList();
        List<double[]> starts = new ArrayList<>();
        for (int a = 0; a < stable.size(); a++) {
            for (int b = a + 1; b < stable.size() && starts.size() < MOST_PAIRS * CHORD.length; b++) {
                for (double share : CHORD) {
                    starts.add(States.between(
                            stable.get(a).cycle().get(0), stable.get(b).cycle().get(0), share));
                }
            }
        }
        List<LimitSet> saddles = new ArrayList<>();
        IntStream.range(0, starts.size())
                .parallel()
                .mapToObj(i -> points.near(starts.get(i), spread))
                .flatMap(Optional::stream)
                .map(point -> place(List.of(point)))
                .filter(place -> !place.stable())
                .toList()
                .forEach(place -> LimitSet.merge(saddles, place, SAME * spread));
        return saddles;
    }
}
