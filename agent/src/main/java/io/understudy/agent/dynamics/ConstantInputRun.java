package io.understudy.agent.dynamics;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs the network under one constant symbol: where it ends, and the slow points on the way. What is only slow is
 * distinguished from what attracts by going on.
 */
public final class ConstantInputRun {
    /** A memory that lasts this long outlasts what production feeds. */
    static final int MOST_STEPS = 5_000;
    /** Of a limit cycle. */
    private static final int LONGEST_PERIOD = 64;

    /** Units of spread: what comes this near to an attractor is about to settle there. */
    private static final double NEAR = 0.02;

    private static final int LINGERS = 25;
    /** Units of spread: no further than this in so many steps is slow. */
    private static final double SLOW = 0.1;
    /** Units of spread: what is nearer to the end than this belongs to it. */
    private static final double AWAY = 0.3;
    /** Beyond a place where it lingers, the network moves faster again; on a long approach it never does. */
    private static final double FASTER = 1.5;

    /**
     * @param cycle the points it goes round at the end, one for a fixed point
     * @param settled whether it had come to rest
     * @param lingered where it stayed for long and left
     */
    public record End(List<double[]> cycle, boolean settled, List<Passage> lingered) {}

    /**
     * A slow point.
     *
     * @param lasts steps
     */
    public record Passage(double[] place, int lasts) {}

    private final StateMap map;
    private final int symbol;
    private final double spread;
    private final List<double[]> known;

    /**
     * @param known fixed points that attract: who comes near one ends there
     */
    public ConstantInputRun(StateMap map, int symbol, double spread, List<double[]> known) {
        this.map = map;
        this.symbol = symbol;
        this.spread = spread;
        this.known = known;
    }

    /** Runs from a state until it settles, or for as long as a run may take. */
    public End from(double[] start) {
        List<double[]> path = new ArrayList<>();
        path.add(start);
        double[] anchor = start;
        int anchored = 0;
        double still = 10 * map.precision() * spread;
        for (int step = 1; step <= MOST_STEPS; step++) {
            double[] last = path.get(step - 1);
            double[] next = map.next(last, symbol);
            path.add(next);
            for (double[] point : known) {
                if (States.distance(next, point) < NEAR * spread) {
                    return new End(List.of(point), true, lingered(path, point));
                }
            }
            if (States.distance(next, last) <= still) {
                return new End(List.of(next), true, lingered(path, next));
            }
            // A cycle comes back to a point that is renewed at longer and longer intervals (Brent 1980).
            int period = step - anchored;
            if (period > 1 && States.distance(next, anchor) <= still && States.distance(next, last) > 100 * still) {
                List<double[]> cycle = List.copyOf(path.subList(step - period + 1, step + 1));
                return new End(cycle, true, lingered(path, States.mean(cycle)));
            }
            if (period >= LONGEST_PERIOD && step >= 2 * anchored) {
                anchor = next;
                anchored = step;
            }
        }
        double[] last = path.get(MOST_STEPS);
        return new End(List.of(last), false, lingered(path, last));
    }

    /** One passage for each stretch of the path that is slow and not yet at the end. */
    private List<Passage> lingered(List<double[]> path, double[] end) {
        List<Passage> passages = new ArrayList<>();
        int slowest = -1;
        double least = SLOW * spread;
        for (int t = 0; t + LINGERS < path.size(); t++) {
            double moved = States.distance(path.get(t), path.get(t + LINGERS));
            boolean slow = moved < SLOW * spread && States.distance(path.get(t), end) > AWAY * spread;
            if (slow && moved < least) {
                least = moved;
                slowest = t;
            }
            if (slowest >= 0 && moved > FASTER * least) {
                passages.add(passage(path, slowest, end));
                slowest = -1;
            }
            if (!slow) {
                least = SLOW * spread;
            }
        }
        return passages;
    }

    private static Passage passage(List<double[]> path, int slowest, double[] end) {
        double[] place = path.get(slowest + LINGERS / 2);
        double around = States.distance(place, end) / 2;
        int first = slowest;
        while (first > 0 && States.distance(path.get(first - 1), place) <= around) {
            first--;
        }
        int last = slowest;
        while (last + 1 < path.size() && States.distance(path.get(last + 1), place) <= around) {
            last++;
        }
        return new Passage(place, last - first + 1);
    }
}
