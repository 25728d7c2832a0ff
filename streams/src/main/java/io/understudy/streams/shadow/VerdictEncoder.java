package io.understudy.streams.shadow;

import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.ScoredWord;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the verdicts of a micro-batch as JSON. What sequences that are the same have in common is most of a verdict, and
 * is written once.
 */
final class VerdictEncoder {
    private final Json json;
    private final Function<ScoredWord, Verdict.Findings> findings;
    private final Map<ScoredWord, byte[]> written = new IdentityHashMap<>();

    VerdictEncoder(Json json, Function<ScoredWord, Verdict.Findings> findings) {
        this.json = json;
        this.findings = findings;
    }

    /** The verdict on one sequence. */
    byte[] verdict(Compared one) {
        Verdict own = new Verdict(
                one.sequence().id(),
                one.sequence().timestamp(),
                one.sequence().segment(),
                one.served().map(ServedAnswerCheck::differs).orElse(null),
                null);
        return Json.joined(
                json.write(own), written.computeIfAbsent(one.scored(), word -> json.write(findings.apply(word))));
    }
}
