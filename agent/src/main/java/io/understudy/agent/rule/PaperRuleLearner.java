package io.understudy.agent.rule;

import io.understudy.agent.attribution.Attribution;
import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.attribution.Occlusion;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.rule.PhraseSearch.Ranked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The paper's classifier with each attribution that is requested and that the model allows. */
final class PaperRuleLearner {
    private static final int MOST_SEARCHED = 50_000;
    /** For a score that is only there to compare with. */
    private static final int MOST_SEARCHED_BESIDE = 10_000;
    /** Gradients take a pass backwards for each pair of classes. */
    private static final int MOST_COLUMNS_FOR_GRADIENT = 10;

    private final Oracle oracle;
    private final int most;
    private final Progress progress;
    private final boolean everyPrefix;
    private final int symbols;

    /**
     * @param most phrases in a ranking
     */
    PaperRuleLearner(Oracle oracle, int most, Progress progress) {
        this.oracle = oracle;
        this.most = most;
        this.progress = progress;
        this.everyPrefix = oracle.task() == Task.LANGUAGE_MODEL;
        this.symbols = oracle.alphabet().size();
    }

    /** By each of some scores; by occlusion in any case where none of the paper's is possible. */
    Map<AttributionMethod, OrderedRules> by(Set<AttributionMethod> scores, AnsweredWords used) {
        List<int[]> words = new ArrayList<>();
        List<float[]> answers = new ArrayList<>();
        for (int w = 0; w < used.words().size() && words.size() < MOST_SEARCHED; w++) {
            int[] word = used.words().get(w);
            float[][] rows = used.answers().get(w);
            for (int t = 0; t < rows.length; t++) {
                words.add(everyPrefix ? Arrays.copyOf(word, t) : word);
                answers.add(rows[t]);
            }
        }
        Map<AttributionMethod, OrderedRules> rankings = new EnumMap<>(AttributionMethod.class);
        for (AttributionMethod score : AttributionMethod.values()) {
            boolean beside =
                    !score.isThePapers() && rankings.keySet().stream().anyMatch(AttributionMethod::isThePapers);
            boolean wanted = scores.contains(score) || score == AttributionMethod.OCCLUSION && !beside;
            if (wanted && isAffordable(score)) {
                int some = Math.min(words.size(), beside ? MOST_SEARCHED_BESIDE : MOST_SEARCHED);
                attribution(score)
                        .ifPresent(attribution -> rankings.put(
                                score, ranking(attribution, words.subList(0, some), answers.subList(0, some), used)));
            }
        }
        return rankings;
    }

    private boolean isAffordable(AttributionMethod score) {
        return score != AttributionMethod.GRADIENT || oracle.columns() <= MOST_COLUMNS_FOR_GRADIENT;
    }

    /** A language model's phrases are the last symbols of a prefix: querying without others would be in vain. */
    private Optional<Attribution> attribution(AttributionMethod score) {
        return score == AttributionMethod.OCCLUSION && everyPrefix
                ? Optional.of(new Occlusion(oracle, RuleDistiller.LONGEST))
                : Attribution.of(oracle, score);
    }

    private OrderedRules ranking(
            Attribution attribution, List<int[]> words, List<float[]> answers, AnsweredWords used) {
        List<Ranked> ranked = new PhraseSearch(attribution, everyPrefix, symbols, RuleDistiller.LONGEST, progress)
                .search(words, answers).stream().limit(most).toList();
        return new PaperRules(everyPrefix, symbols, ranked).over(used.words(), used.answers());
    }
}
