package io.understudy.streams.shadow;

import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.phrase.Reason;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.shadow.ScoredSequence.ScoredWord;
import io.understudy.streams.topic.Phrases;
import io.understudy.streams.topic.Phrases.Fired;
import io.understudy.streams.topic.RuleEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The reasons for the rules' answers. */
final class RuleReasons {
    private final OnnxModel model;

    RuleReasons(OnnxModel model) {
        this.model = model;
    }

    /**
     * The phrases behind one answer.
     *
     * @param length after how many symbols of the word
     * @return the strongest first; null without rules
     */
    List<RuleEvidence> because(Surrogates.Loaded loaded, int[] word, int length) {
        return loaded.rules()
                .map(scorer -> scorer.because(word, length).stream()
                        .map(reason -> RuleEvidence.of(reason, text(reason), model::columnName))
                        .toList())
                .orElse(null);
    }

    /**
     * The phrases behind the last answer of a sequence that any phrase spoke for.
     *
     * @return the strongest first; null without rules
     */
    List<RuleEvidence> last(Surrogates.Loaded loaded, int[] word) {
        int length = word.length;
        if (model.task() == Task.LANGUAGE_MODEL && loaded.rules().isPresent()) {
            int[] leading = loaded.rules().get().leading(word);
            while (length > 0 && leading[length] < 0) {
                length--;
            }
        }
        return because(loaded, word, length);
    }

    private String text(Reason reason) {
        return reason.phrase().text(model.alphabet().symbols());
    }

    /** Which phrases fired in a micro-batch; null without rules. */
    Phrases fired(List<Repeated> repeated, Surrogates.Loaded loaded) {
        if (loaded.rules().isEmpty()) {
            return null;
        }
        PhraseScorer scorer = loaded.rules().get();
        List<Phrase> phrases =
                ((Rules) loaded.bundle().surrogates().get(Bundle.RULES)).best().phrases();
        long positions = 0;
        long covered = 0;
        Map<List<Integer>, long[]> counts = new HashMap<>();
        for (Repeated these : repeated) {
            ScoredWord one = these.one().scored();
            boolean[] decisions = one.comparisons().get(Bundle.RULES).decisions();
            int[] said = scorer.decisions(one.word());
            int[] leading = scorer.leading(one.word());
            for (boolean row : scorer.covered(one.word())) {
                positions += these.times();
                covered += row ? these.times() : 0;
            }
            for (int t = 0; t < leading.length; t++) {
                if (leading[t] >= 0) {
                    long[] count = counts.computeIfAbsent(List.of(leading[t], said[t]), fresh -> new long[2]);
                    count[0] += these.times();
                    count[1] += decisions[t] ? 0 : these.times();
                }
            }
        }
        List<Fired> fired = new ArrayList<>();
        counts.forEach((key, count) -> fired.add(new Fired(
                phrases.get(key.get(0)).text(model.alphabet().symbols()),
                model.columnName(key.get(1)),
                count[0],
                count[1])));
        return Phrases.of(positions, covered, fired);
    }
}
