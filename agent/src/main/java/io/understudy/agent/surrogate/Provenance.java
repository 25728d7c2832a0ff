package io.understudy.agent.surrogate;

import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Where a bundle comes from.
 *
 * @param data what the sequences were: a file, or the stream and why
 * @param sequences how many there were
 * @param seed of all that was random
 * @param prefixes how many prefixes the basis had
 * @param suffixes how many suffixes the basis had
 * @param oraclePositions how many symbols the model was fed
 * @param heldOut fidelity of each surrogate on sequences kept back
 * @param made when
 * @param took how long it took
 */
public record Provenance(
        String data,
        int sequences,
        long seed,
        int prefixes,
        int suffixes,
        long oraclePositions,
        Map<String, Fidelity> heldOut,
        Instant made,
        Duration took) {}
