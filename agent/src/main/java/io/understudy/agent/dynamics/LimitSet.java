package io.understudy.agent.dynamics;

import java.util.ArrayList;
import java.util.List;

/**
 * A fixed point, limit cycle or slow point of the network under a constant symbol, in the whole state space.
 *
 * @param symbols that were held
 * @param cycle one point, or the points of a limit cycle in order
 * @param stable whether it attracts
 * @param spectralRadius of the derivative there; for a cycle, for each step
 * @param lasts steps that the state stays at a place that does not attract; 0 for one that does
 * @param votes how many runs ended there
 */
public record LimitSet(
        List<Integer> symbols, List<double[]> cycle, boolean stable, double spectralRadius, int lasts, int votes) {

    /** The points of those that attract, but for cycles. */
    public static List<double[]> attracting(List<LimitSet> places) {
        return places.stream()
                .filter(place -> place.stable && place.cycle.size() == 1)
                .map(place -> place.cycle.get(0))
                .toList();
    }

    /** The distance of the first points of two limit sets. */
    public double distance(LimitSet other) {
        return States.distance(cycle.get(0), other.cycle.get(0));
    }

    /** The nearest that one of its points comes to a state. */
    public double distance(double[] state) {
        return cycle.stream()
                .mapToDouble(point -> States.distance(point, state))
                .min()
                .orElseThrow();
    }

    /** Adds a place to others, unless it is one of them. */
    public static void merge(List<LimitSet> places, LimitSet place, double within) {
        for (int i = 0; i < places.size(); i++) {
            LimitSet known = places.get(i);
            if (known.stable == place.stable
                    && known.cycle.size() == place.cycle.size()
                    && known.distance(place.cycle.get(0)) < within) {
                places.set(i, known.and(place));
                return;
            }
        }
        places.add(place);
    }

    /** One run more has ended here. */
    LimitSet voted() {
        return new LimitSet(symbols, cycle, stable, spectralRadius, lasts, votes + 1);
    }

    /** The same place, found again. */
    LimitSet and(LimitSet other) {
        List<Integer> both = new ArrayList<>(symbols);
        other.symbols.stream().filter(symbol -> !both.contains(symbol)).forEach(both::add);
        return new LimitSet(both, cycle, stable, spectralRadius, Math.max(lasts, other.lasts), votes + other.votes);
    }
}
