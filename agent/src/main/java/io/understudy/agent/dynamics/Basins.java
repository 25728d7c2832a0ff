package io.understudy.agent.dynamics;

import io.understudy.agent.dynamics.ConstantInputRun.End;
import io.understudy.agent.dynamics.ConstantInputRun.Passage;
import java.util.List;
import java.util.stream.Stream;

/** Determines the basin of attraction that a state lies in, under one constant symbol. */
public final class Basins {
    /** At none of them. */
    public static final int NONE = -1;

    /** Units of spread: who ends this near to a place has come to it. */
    private static final double THERE = 0.25;

    private final double spread;
    private final List<LimitSet> places;
    private final ConstantInputRun run;

    /**
     * @param spread root mean square distance of states from their mean
     * @param places limit sets of the map under this symbol
     */
    public Basins(StateMap map, int symbol, double spread, List<LimitSet> places) {
        this.spread = spread;
        this.places = places;
        this.run = new ConstantInputRun(map, symbol, spread, LimitSet.attracting(places));
    }

    /** The place in the list, the first at which it stays for long; {@link #NONE} if it comes to none of them. */
    public int of(double[] state) {
        End end = run.from(state);
        return Stream.concat(
                        end.lingered().stream().map(Passage::place),
                        Stream.of(end.cycle().get(0)))
                .mapToInt(this::near)
                .filter(place -> place != NONE)
                .findFirst()
                .orElse(NONE);
    }

    private int near(double[] state) {
        int nearest = NONE;
        double least = THERE * spread;
        for (int p = 0; p < places.size(); p++) {
            double distance = places.get(p).distance(state);
            if (distance < least) {
                least = distance;
                nearest = p;
            }
        }
        return nearest;
    }
}
