package io.understudy.streams.shadow;

import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import java.util.List;

/**
 * What came of a micro-batch.
 *
 * @param verdicts of the sequences that could be scored, in order
 */
public record ScoredBatch(List<Verdict> verdicts, Summary summary) {}
