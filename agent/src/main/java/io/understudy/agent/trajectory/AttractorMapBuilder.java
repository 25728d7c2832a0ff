package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.ContinuousAttractor;
import io.understudy.agent.attractor.ExcitableConnection;
import io.understudy.agent.attractor.FixedPointCount;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.attractor.PrincipalPlane;
import io.understudy.agent.attractor.ReferenceOccupancy;
import io.understudy.agent.attractor.Saddle;
import io.understudy.agent.dynamics.ContinuousSet;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.dynamics.LimitSet;
import io.understudy.agent.dynamics.StateMap;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.trajectory.ExcitationSearch.Excitation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Describes the limit sets found: their occupancy, what the model answers there, their radius. */
final class AttractorMapBuilder {
    /** Share of the steps nearest to an attractor that are at it. */
    private static final double WITHIN = 0.99;
    /** Steps needed to estimate a radius. */
    private static final int LEAST_VISITS = 50;

    private static final int WORDS = 3;

    private final String model;
    private final List<String> classes;
    private final Oracle oracle;
    private final Directions directions;
    private final long seed;
    private final Progress progress;

    AttractorMapBuilder(
            String model, List<String> classes, Oracle oracle, Directions directions, long seed, Progress progress) {
        this.model = model;
        this.classes = classes;
        this.oracle = oracle;
        this.directions = directions;
        this.seed = seed;
        this.progress = progress;
    }

    AttractorMap of(
            List<LocatedLimitSet> settled,
            List<LimitSet> saddles,
            List<FixedPointCount> counts,
            List<ContinuousSet> continuous,
            StateTrajectories walks,
            StateMap map,
            double spread) {
        List<LimitSet> places = settled.stream().map(LocatedLimitSet::place).toList();
        float[][] centres = settled.stream().map(LocatedLimitSet::centre).toArray(float[][]::new);
        progress.report("following the sequences", 0, 1);
        double[] radii = walks.distances(
                new Assignment(centres, new double[centres.length]), places.size(), WITHIN, LEAST_VISITS);
        Assignment assignment = new Assignment(centres, radii);
        AttractorTransitions visits = new AttractorTransitions(places.size());
        int[][] says = new int[places.size()][oracle.columns()];
        List<float[][]> seen = new ArrayList<>();
        for (int w = 0; w < walks.words().size(); w++) {
            float[][] states = walks.visible(w);
            int[] path = assignment.path(states);
            visits.add(walks.words().get(w), path);
            for (int t = 0; t < path.length; t++) {
                if (path[t] != Assignment.NONE) {
                    says[path[t]][Ranking.first(walks.answer(w, t))]++;
                }
            }
            seen.add(states);
        }
        progress.report("following the sequences", 1, 1);
        Occupancy all = visits.all();
        List<Attractor> attractors = new ArrayList<>();
        for (int a = 0; a < places.size(); a++) {
            LimitSet place = places.get(a);
            attractors.add(new Attractor(
                    "A" + a,
                    kind(place, continuous, spread),
                    place.stable(),
                    place.cycle().size(),
                    place.stable() ? null : place.lasts(),
                    place.symbols().stream().map(this::name).toList(),
                    said(says[a]),
                    place.spectralRadius(),
                    all.steps()[a],
                    radii[a],
                    visits.words(a, WORDS).stream()
                            .map(word -> String.join(
                                    " ", word.stream().map(this::name).toList()))
                            .toList(),
                    centres[a],
                    place.cycle().stream().map(walks::visible).toArray(float[][]::new)));
        }
        ExcitationSearch search = new ExcitationSearch(map, spread, directions, seed, progress);
        List<Excitation> excitations = search.of(places, saddles);
        return new AttractorMap(
                model,
                oracle.neutral().isPresent() ? name(oracle.neutral().getAsInt()) : null,
                walks.visibleWidth(),
                attractors,
                saddles.stream()
                        .map(saddle -> new Saddle(
                                name(saddle.symbols().get(0)),
                                saddle.spectralRadius(),
                                walks.visible(saddle.cycle().get(0))))
                        .toList(),
                new Connections(oracle, walks, map, spread, progress).of(places, saddles, visits, search, excitations),
                all.shares()[places.size()],
                ReferenceOccupancy.of(visits.bySequence(), seed),
                PrincipalPlane.of(seen),
                counts,
                excitations.stream()
                        .map(one -> new ExcitableConnection(
                                name(one.symbol()),
                                "A" + one.transition().from(),
                                "A" + one.transition().to(),
                                one.threshold()))
                        .toList(),
                continuous.stream()
                        .map(set -> new ContinuousAttractor(
                                name(set.symbol()),
                                set.dimension(),
                                set.eigenvalue(),
                                set.diameter(),
                                set.points().stream().map(walks::visible).toArray(float[][]::new)))
                        .toList());
    }

    private static Attractor.Kind kind(LimitSet place, List<ContinuousSet> continuous, double spread) {
        if (place.cycle().size() > 1) {
            return Attractor.Kind.LIMIT_CYCLE;
        }
        return ContinuousSet.anyHolds(continuous, place.cycle().get(0), spread)
                ? Attractor.Kind.CONTINUOUS
                : Attractor.Kind.FIXED_POINT;
    }

    private String name(int symbol) {
        return oracle.alphabet().symbols().get(symbol);
    }

    private String said(int[] counts) {
        int first = IntStream.range(0, counts.length)
                .boxed()
                .max(Comparator.comparingInt(c -> counts[c]))
                .orElseThrow();
        if (oracle.task() == Task.CLASSIFIER) {
            return first < classes.size() ? classes.get(first) : String.valueOf(first);
        }
        return first < oracle.alphabet().size() ? name(first) : "end";
    }
}
