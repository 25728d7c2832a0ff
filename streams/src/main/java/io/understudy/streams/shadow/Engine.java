package io.understudy.streams.shadow;

import io.understudy.agent.model.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.telemetry.Meters;

/** All that scores with one model. */
record Engine(OnnxModel model, Shadow shadow, Reasons reasons, Summaries summaries) {
    static Engine of(OnnxModel model, Settings settings, Meters meters) {
        Reasons reasons = new Reasons(model);
        return new Engine(
                model,
                new Shadow(
                        model,
                        settings.fidelity().tolerance(),
                        settings.served().tolerance(),
                        meters),
                reasons,
                new Summaries(model, settings.extraction().sample(), reasons));
    }
}
