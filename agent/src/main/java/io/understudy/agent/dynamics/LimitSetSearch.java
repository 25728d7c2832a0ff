package io.understudy.agent.dynamics;

import io.understudy.agent.dynamics.ConstantInputRun.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Searches the limit sets of a network under one constant symbol, from states that traffic leads to. */
public final class LimitSetSearch {
    /** Units of spread: fixed points that are nearer than this are one. */
    static final double SAME = 1e-3;
    /** Units of spread: a run that has not settled belongs to the attractor that Newton's method finds this near. */
    private static final double ABOUT = 0.1;
    /** Units of spread: slow points nearer than this are one. */
    private static final double SAME_SLOW = 0.25;

    private static final int FIRST = 2;

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

    /**
     * Where runs end.
     *
     * @param places attractors, and slow points
     * @param saddles on which runs began, and stayed
     */
    public record Ends(List<LimitSet> places, List<LimitSet> saddles) {}

    /** Runs from each of some states. */
    public Ends from(List<double[]> starts) {
        List<LimitSet> found = new ArrayList<>();
        List<LimitSet> slow = new ArrayList<>();
        List<LimitSet> saddles = new ArrayList<>();
        int done = 0;
        // The first few runs find what most others end at.
        for (int batch = FIRST; done < starts.size(); batch = starts.size()) {
            List<double[]> some = starts.subList(done, Math.min(starts.size(), done + batch));
            ConstantInputRun run = new ConstantInputRun(map, symbol, spread, LimitSet.attracting(found));
            some.parallelStream().map(run::from).toList().forEach(end -> take(end, found, slow, saddles));
            done += some.size();
        }
        // What lingers beside an attractor is on its way there.
        slow.stream()
                .filter(place -> found.stream().noneMatch(other -> other.distance(place) < SAME_SLOW * spread))
                .forEach(found::add);
        return new Ends(found, saddles);
    }

    private void take(End end, List<LimitSet> found, List<LimitSet> slow, List<LimitSet> saddles) {
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
            LimitSet place = points.place(cycle);
            // Who begins exactly on a saddle stays there, though nothing holds it.
            if (place.stable()) {
                found.add(place);
            } else {
                LimitSet.merge(saddles, place, SAME * spread);
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

    private LimitSet slow(double[] at, int lasts) {
        return new LimitSet(List.of(symbol), List.of(at), false, points.spectralRadius(List.of(at)), lasts, 1);
    }
}
