package io.understudy.agent.draw;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.PhraseClassifier;
import io.understudy.agent.phrase.Rule;
import io.understudy.agent.phrase.ScoredPhrases;
import io.understudy.agent.rule.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A classifier of phrases as table rows.
 *
 * @param name of the classifier
 * @param about it, in a sentence
 * @param rows what decides first (weighs most) first
 * @param leftOut how many rows more there are
 * @param otherwise what is said where no phrase occurs
 */
public record RuleTable(String name, String about, List<Row> rows, int leftOut, String otherwise) {
    /**
     * One phrase.
     *
     * @param column of the class that it speaks for
     * @param outcome the name of the class, or the next symbol
     * @param score what it is ranked by, or the largest of its weights, nats
     * @param support how many answers it decided; −1 where phrases do not decide by themselves
     */
    public record Row(String phrase, int column, String outcome, double score, long support) {}

    /**
     * The three classifiers, the chosen one first.
     *
     * @param symbols the alphabet
     * @param classes names of a classifier's classes; empty for a language model
     * @param most rows of each
     */
    public static List<RuleTable> of(Rules rules, List<String> symbols, List<String> classes, int most) {
        return rules.classifiers().entrySet().stream()
                .sorted(Comparator.comparing(entry -> !entry.getKey().equals(rules.chosen())))
                .map(entry -> of(
                        entry.getKey(),
                        about(rules, entry.getKey()),
                        entry.getValue(),
                        new Names(symbols, classes),
                        most))
                .toList();
    }

    private static String about(Rules rules, String name) {
        String what =
                switch (name) {
                    case Rules.PAPER ->
                        "ranked by score (%s), the first phrase that occurs decides".formatted(rules.score());
                    case Rules.LIST -> "found by sequential covering, the first phrase that occurs decides";
                    default -> "the weights of all phrases that occur add up to log odds";
                };
        return name.equals(rules.chosen()) ? what + "; the most faithful of the three" : what;
    }

    /** What columns and symbols are called. */
    private record Names(List<String> symbols, List<String> classes) {
        String outcome(int column, boolean everyPrefix) {
            if (everyPrefix) {
                return column < symbols.size() ? symbols.get(column) : "end";
            }
            return column < classes.size() ? classes.get(column) : Integer.toString(column);
        }
    }

    private static RuleTable of(String name, String about, PhraseClassifier classifier, Names names, int most) {
        List<Row> rows = classifier instanceof OrderedRules ordered
                ? rows(ordered, names)
                : rows((ScoredPhrases) classifier, names);
        String otherwise = names.outcome(Ranking.first(classifier.otherwise()), classifier.everyPrefix());
        return new RuleTable(
                name, about, rows.subList(0, Math.min(most, rows.size())), Math.max(0, rows.size() - most), otherwise);
    }

    private static List<Row> rows(OrderedRules rules, Names names) {
        List<Row> rows = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            String outcome = names.outcome(rule.outcome(), rules.everyPrefix());
            rows.add(new Row(
                    rule.phrase().text(names.symbols()), rule.outcome(), outcome, rule.score(), rule.support()));
        }
        return rows;
    }

    private static List<Row> rows(ScoredPhrases scored, Names names) {
        return IntStream.range(0, scored.size())
                .mapToObj(p -> {
                    double[] weights = scored.weights()[p];
                    int column = Ranking.first(weights);
                    Phrase phrase = scored.phrases().get(p);
                    String outcome = names.outcome(column, scored.everyPrefix());
                    return new Row(phrase.text(names.symbols()), column, outcome, weights[column], -1);
                })
                .sorted(Comparator.comparingDouble((Row row) -> -row.score()))
                .toList();
    }
}
