package io.understudy.agent.attractor;

import io.understudy.agent.model.InvalidInputException;
import java.util.List;

/**
 * The attractors of a network and their occupancy by traffic.
 *
 * @param model the model's id
 * @param neutral the symbol that was held; null if each was held by itself
 * @param width of the hidden states of the last layer
 * @param attractors the most visited first
 * @param saddles between attractors
 * @param connections the most used first
 * @param noneRatio share of steps that are at no attractor
 * @param reference how traffic visited them
 * @param plane where a picture is taken
 * @param counts of the fixed points under each symbol that was held
 * @param excitable connections that a displacement can take, the smallest threshold first
 * @param continuous lines and planes of attractors
 */
public record AttractorMap(
        String model,
        String neutral,
        int width,
        List<Attractor> attractors,
        List<Saddle> saddles,
        List<Connection> connections,
        double noneRatio,
        ReferenceOccupancy reference,
        PrincipalPlane plane,
        List<FixedPointCount> counts,
        List<ExcitableConnection> excitable,
        List<ContinuousAttractor> continuous) {
    /** Checks that it is whole. */
    public AttractorMap {
        if (model == null || attractors == null || reference == null || plane == null) {
            throw new InvalidInputException("a map names its model, attractors, reference and plane");
        }
        for (Attractor attractor : attractors) {
            if (attractor.centre().length != width) {
                throw new InvalidInputException("the attractor %s has a centre of %d numbers; the map says %d"
                        .formatted(attractor.id(), attractor.centre().length, width));
            }
        }
        if (reference.visits().attractors() != attractors.size()) {
            throw new InvalidInputException("the map's reference occupancy is that of other attractors");
        }
        attractors = List.copyOf(attractors);
        saddles = List.copyOf(saddles);
        connections = List.copyOf(connections);
        // What an older release wrote has none.
        counts = counts == null ? List.of() : List.copyOf(counts);
        continuous = continuous == null ? List.of() : List.copyOf(continuous);
        excitable = excitable == null ? List.of() : List.copyOf(excitable);
    }

    /** The excitable network of an amplitude: the connections that a displacement of at most this size can take. */
    public List<ExcitableConnection> network(double amplitude) {
        return excitable.stream().filter(one -> one.threshold() <= amplitude).toList();
    }

    /** Whether the index of the fixed points found says, under each symbol, that none is missing. */
    public boolean complete() {
        return !counts.isEmpty() && counts.stream().allMatch(count -> count.index() == FixedPointCount.WHOLE);
    }
}
