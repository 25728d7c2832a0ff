package io.understudy.streams.scoring;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.topic.Phrases;
import io.understudy.streams.topic.Phrases.Fired;
import io.understudy.streams.topic.RuleEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reasons for the rules' answers. */
final class RuleReasons {
    private final OnnxModel model;
    private final Optional<PhraseScorer> rules;
    /** By number. */
    private final List<String> phrases;

    RuleReasons(OnnxModel model, Optional<Surrogates.Loaded> loaded) {
        this.model = model;
        this.rules = loaded.flatMap(Surrogates.Loaded::rules);
        this.phrases = loaded.map(these -> these.bundle().surrogates().get(Bundle.RULES))
                .map(found -> ((Rules) found)
                        .best().phrases().stream()
                                .map(phrase -> phrase.text(model.alphabet().symbols()))
                                .toList())
                .orElse(List.of());
    }

    /**
     * The phrases behind one answer.
     *
     * @param length after how many symbols of the word
     * @return the strongest first; null without rules
     */
    List<RuleEvidence> because(int[] word, int length) {
        return rules.map(scorer -> scorer.because(word, length).stream()
                        .map(reason -> RuleEvidence.of(reason, phrases.get(reason.number()), model::columnName))
                        .toList())
                .orElse(null);
    }

    /**
     * The phrases behind the last answer of a sequence that any phrase spoke for.
     *
     * @return the strongest first; null without rules
     */
    List<RuleEvidence> last(int[] word) {
        int length = word.length;
        if (model.task() == Task.LANGUAGE_MODEL && rules.isPresent()) {
            int[] leading = rules.get().leading(word);
            while (length > 0 && leading[length] < 0) {
                length--;
            }
        }
        return because(word, length);
    }

    /** Which phrases fired in a word. */
    WordPhrases in(int[] word, Map<String, Comparison> comparisons) {
        return rules.map(scorer -> WordPhrases.of(
                        scorer, word, comparisons.get(Bundle.RULES).decisions()))
                .orElse(WordPhrases.NONE);
    }

    /** Which phrases fired in a micro-batch; null without rules. */
    Phrases fired(List<Repeated> repeated) {
        if (rules.isEmpty()) {
            return null;
        }
        long positions = 0;
        long covered = 0;
        Map<WordPhrases.Answer, long[]> counts = new HashMap<>();
        for (Repeated these : repeated) {
            WordPhrases found = these.one().scored().phrases();
            positions += (long) found.positions() * these.times();
            covered += (long) found.covered() * these.times();
            for (WordPhrases.Fired one : found.fired()) {
                long[] count = counts.computeIfAbsent(one.answer(), fresh -> new long[2]);
                count[0] += these.times();
                count[1] += one.misled() ? these.times() : 0;
            }
        }
        List<Fired> fired = new ArrayList<>();
        counts.forEach((answer, count) -> fired.add(
                new Fired(phrases.get(answer.phrase()), model.columnName(answer.outcome()), count[0], count[1])));
        return Phrases.of(positions, covered, fired);
    }
}
