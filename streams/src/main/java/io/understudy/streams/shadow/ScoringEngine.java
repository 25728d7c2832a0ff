package io.understudy.streams.shadow;

import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.telemetry.Meters;

/** Everything that scores with one model. */
record ScoringEngine(OnnxModel model, ShadowScorer shadow, RuleReasons reasons, BatchSummary summaries) {
    static ScoringEngine of(OnnxModel model, Settings settings, Meters meters) {
        RuleReasons reasons = new RuleReasons(model);
        return new ScoringEngine(
                model,
                new ShadowScorer(
                        model,
                        settings.fidelity().tolerance(),
                        settings.served().tolerance(),
                        meters),
                reasons,
                new BatchSummary(model, settings.extraction().sample(), reasons));
    }
}
