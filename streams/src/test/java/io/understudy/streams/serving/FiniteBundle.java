package io.understudy.streams.serving;

import io.understudy.agent.cluster.ExtractionMethod;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleDistiller;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A bundle of a finite automaton alone, which is distilled soonest. */
public final class FiniteBundle {
    private FiniteBundle() {}

    /** Distils version 1. */
    public static Bundle of(OnnxModel model, List<int[]> words) {
        return new BundleDistiller(
                        model.manifest().id(),
                        List.of(),
                        model,
                        new BundleDistiller.Options(
                                Set.of(Bundle.FSA),
                                new Distiller.Options(OptionalInt.empty(), 50, 50, 1, Duration.ZERO, false),
                                new FiniteDistiller.Options(
                                        ExtractionMethod.AUTO, OptionalInt.empty(), 1, Duration.ZERO),
                                RuleDistiller.Options.usual(1, Duration.ZERO)),
                        Clock.systemUTC(),
                        Progress.none())
                .distil(words, 1, "test");
    }
}
