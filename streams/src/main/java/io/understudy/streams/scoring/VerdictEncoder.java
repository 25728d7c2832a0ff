package io.understudy.streams.scoring;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoredWord.Answered;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes verdicts as JSON. What sequences that are the same have in common is most of a verdict, and is written once.
 */
final class VerdictEncoder {
    private final OnnxModel model;
    private final long version;
    private final Optional<List<String>> attractors;
    private final RuleReasons reasons;
    private final Json json = new Json();

    VerdictEncoder(OnnxModel model, Optional<Surrogates.Loaded> loaded, RuleReasons reasons) {
        this.model = model;
        this.version = loaded.map(these -> these.bundle().version()).orElse(0L);
        this.attractors = loaded.flatMap(Surrogates.Loaded::attractorIds);
        this.reasons = reasons;
    }

    /** What verdicts say of a word. */
    byte[] findings(Answered answered) {
        Map<String, Verdict.Said> said = new TreeMap<>();
        answered.comparisons().forEach((name, comparison) -> said.put(name, Verdict.Said.of(comparison)));
        float[][] answer = answered.answer();
        return json.write(new Verdict.Findings(
                model.manifest().id(),
                model.sha256(),
                version,
                answer.length,
                Comparison.logProbability(model.task(), answered.word(), answer),
                model.task() == Task.CLASSIFIER ? model.manifest().className(Comparison.chosenClass(answer)) : null,
                said,
                attractors
                        .flatMap(ids -> answered.path().map(path -> AttractorTraffic.stays(ids, path)))
                        .orElse(null),
                reasons.last(answered.word())));
    }

    /** The verdict on one sequence. */
    byte[] verdict(Compared one) {
        Verdict own = new Verdict(
                one.sequence().id(),
                one.sequence().timestamp(),
                one.sequence().segment(),
                one.served().map(ServedAnswerCheck::differs).orElse(null),
                null);
        return Json.joined(json.write(own), one.scored().findings());
    }
}
