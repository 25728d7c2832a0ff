package io.understudy.agent.surrogate;

import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The origin of a bundle.
 *
 * @param data what the sequences were: a file, or the stream and why
 * @param sequences how many there were
 * @param seed of all that was random
 * @param origins how each surrogate was found
 * @param made when
 */
public record Provenance(String data, int sequences, long seed, Map<String, Origin> origins, Instant made) {
    /**
     * Where one surrogate comes from.
     *
     * @param how it was found, in a few words
     * @param heldOut fidelity on sequences kept back: what later traffic is compared with
     * @param oraclePositions how many symbols the model was fed
     * @param took how long it took
     */
    public record Origin(String how, Fidelity heldOut, long oraclePositions, Duration took) {
        /** With what it showed on other sequences. */
        public Origin showing(Fidelity fidelity) {
            return new Origin(how, fidelity, oraclePositions, took);
        }
    }
}
