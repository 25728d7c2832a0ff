package io.understudy.streams.scoring;

import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.topic.Summary;
import java.util.List;

/** What came of a micro-batch. */
public final class ScoredBatch {
    private final List<Compared> compared;
    private final ScoringEngine engine;
    private final Summary summary;

    ScoredBatch(List<Compared> compared, ScoringEngine engine, Summary summary) {
        this.compared = compared;
        this.engine = engine;
        this.summary = summary;
    }

    /** Writes the verdicts on the sequences that could be scored, in order. */
    public List<byte[]> verdicts() {
        return compared.stream().map(engine::verdict).toList();
    }

    /** For the coordinator. */
    public Summary summary() {
        return summary;
    }
}
