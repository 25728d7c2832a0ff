package io.understudy.streams.page;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Connection;
import io.understudy.agent.draw.AttractorSvg;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The attractors of the network.
 *
 * @param version of the surrogates that they were found with
 * @param neutral the symbol that was held; null if each was held by itself
 * @param places most visited first
 * @param noneShare share of steps at no attractor, when they were found
 * @param connections most used first
 * @param svg the plane; an attractor is an element with {@code data-attractor}
 */
public record AttractorView(
        long version, String neutral, List<Place> places, double noneShare, List<Connection> connections, String svg) {
    private static final int MOST_CONNECTIONS = 40;

    /**
     * One attractor, or slow point.
     *
     * @param share of steps, when it was found
     */
    public record Place(
            String id,
            boolean stable,
            int period,
            Integer lasts,
            String says,
            double spectralRadius,
            List<String> words,
            double share) {}

    static AttractorView of(long version, AttractorMap map) {
        double[] shares = map.reference().visits().shares();
        List<Place> places = IntStream.range(0, map.attractors().size())
                .mapToObj(a -> place(map.attractors().get(a), shares[a]))
                .toList();
        return new AttractorView(
                version,
                map.neutral(),
                places,
                shares[shares.length - 1],
                map.connections().stream().limit(MOST_CONNECTIONS).toList(),
                AttractorSvg.plane(map));
    }

    private static Place place(Attractor attractor, double share) {
        return new Place(
                attractor.id(),
                attractor.stable(),
                attractor.period(),
                attractor.lasts(),
                attractor.says(),
                attractor.spectralRadius(),
                attractor.words(),
                share);
    }
}
