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
        PrincipalPlane plane) {
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
    }
}
