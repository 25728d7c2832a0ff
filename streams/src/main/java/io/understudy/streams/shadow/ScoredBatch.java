package io.understudy.streams.shadow;

import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.topic.Summary;
import java.util.List;

/** What came of a micro-batch. */
public final class ScoredBatch {
    private final List<Compared> compared;
    private final VerdictEncoder encoder;
    private final Summary summary;

    ScoredBatch(List<Compared> compared, VerdictEncoder encoder, Summary summary) {
        this.compared = compared;
        this.encoder = encoder;
        this.summary = summary;
    }

    /** Writes the verdicts on the sequences that could be scored, in order. */
    public List<byte[]> verdicts() {
        return compared.stream().map(encoder::verdict).toList();
    }

    /** For the coordinator. */
    public Summary summary() {
        return summary;
    }
}
