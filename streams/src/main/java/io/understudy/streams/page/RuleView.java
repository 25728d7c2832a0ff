package io.understudy.streams.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.understudy.agent.draw.RuleTable;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.topic.Phrases;
import io.understudy.streams.topic.Phrases.Fired;
import io.understudy.streams.topic.Window;
import java.util.List;

/**
 * The rules in force, and which of their phrases fired lately.
 *
 * @param version of the surrogates
 * @param chosen which of the classifiers of phrases they are
 * @param about it, in a sentence
 * @param phrases how many it has
 * @param positions at which they answered lately
 * @param coverage share of those at which a phrase applied; null without any
 * @param fired lately, most frequent first
 * @param first those that decide first, or weigh the most
 */
@JsonInclude(Include.NON_NULL)
public record RuleView(
        long version,
        String chosen,
        String about,
        int phrases,
        long positions,
        Double coverage,
        List<Fired> fired,
        List<RuleTable.Row> first) {
    private static final int MOST_ROWS = 30;

    static RuleView of(Rules rules, Bundle bundle, Window latest) {
        RuleTable table = RuleTable.of(rules, bundle.symbols(), bundle.classes(), MOST_ROWS)
                .get(0);
        Phrases seen = latest.phrases() == null ? new Phrases(0, 0, List.of()) : latest.phrases();
        return new RuleView(
                bundle.version(),
                rules.chosen(),
                table.about(),
                rules.size(),
                seen.positions(),
                seen.positions() == 0 ? null : seen.covered() / (double) seen.positions(),
                seen.fired(),
                table.rows());
    }
}
