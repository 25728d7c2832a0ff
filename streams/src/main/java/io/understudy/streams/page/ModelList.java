package io.understudy.streams.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The models of an instance. */
public record ModelList(List<Entry> models) {
    /**
     * One model.
     *
     * @param served whether this instance serves it
     * @param reason why it does not; null if it does
     * @param task null if it is not served; so are those that follow, and the version is 0
     * @param version of the surrogates in force; 0 if there are none
     * @param ready whether the streams run and surrogates are loaded
     * @param least the surrogate that is least faithful, measured by its floor; null without any traffic
     * @param changes counts up with what is known of it
     */
    @JsonInclude(Include.NON_NULL)
    public record Entry(
            String model,
            boolean served,
            String reason,
            String task,
            long version,
            boolean ready,
            Status.Surrogate least,
            long changes) {
        /** One that is served. */
        public static Entry of(Status status, long changes) {
            Optional<Status.Surrogate> least = status.surrogates().stream()
                    .filter(one -> one.decisionAgreement() != null)
                    .min(Comparator.comparingDouble(
                            one -> one.decisionAgreement() - (one.floor() == null ? 0 : one.floor())));
            return new Entry(
                    status.model(),
                    true,
                    null,
                    status.task(),
                    status.version(),
                    status.ready(),
                    least.orElse(null),
                    changes);
        }

        /** One that cannot be served. */
        public static Entry refused(String model, String reason) {
            return new Entry(model, false, reason, null, 0, false, null, 0);
        }
    }
}
