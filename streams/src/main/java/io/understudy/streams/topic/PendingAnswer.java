package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One of the two answers to a logged request, waiting for the other.
 *
 * @param at when it came, milliseconds since 1970
 * @param model that answered; null where an older release did not say, which served one
 * @param sequence of the request; null in the production endpoint's answer
 * @param modelSha256 of the file that answered here; null as above
 * @param answer the model's, [rows][columns]; null as above
 * @param served the production endpoint's; null in the model's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PendingAnswer(
        long at, String model, Sequence sequence, String modelSha256, float[][] answer, ServedAnswer served) {
    /** Whether it is the production endpoint's. */
    public boolean byProduction() {
        return served != null;
    }
}
