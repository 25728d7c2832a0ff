package io.understudy.agent.rule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.PhraseClassifier;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.phrase.ScoredPhrases;
import java.util.Map;
import java.util.TreeMap;

/**
 * Three classifiers of phrases distilled from one model; as a surrogate they are the most faithful of the three.
 *
 * @param score by which the paper's phrases are ranked
 * @param paper ranked by score, the first that occurs decides (Murdoch & Szlam 2017)
 * @param list found by sequential covering
 * @param scored weights by ridge regression on the model's log odds
 * @param chosen the name of the most faithful on held-out sequences
 */
public record Rules(AttributionMethod score, OrderedRules paper, OrderedRules list, ScoredPhrases scored, String chosen)
        implements Surrogate {
    /** The name of the paper's classifier. */
    public static final String PAPER = "paper";

    /** The name of the classifier found by sequential covering. */
    public static final String LIST = "list";

    /** The name of the classifier with weights. */
    public static final String SCORED = "scored";

    /** Checks that all three answer alike in form. */
    public Rules {
        if (paper == null || list == null || scored == null || score == null) {
            throw new InvalidInputException("rules have the classifiers paper, list and scored");
        }
        if (!Map.of(PAPER, paper, LIST, list, SCORED, scored).containsKey(chosen)) {
            throw new InvalidInputException("there is no classifier of phrases '" + chosen + "'");
        }
        if (paper.columns() != list.columns()
                || paper.columns() != scored.columns()
                || paper.symbols() != list.symbols()
                || paper.symbols() != scored.symbols()) {
            throw new InvalidInputException("the three classifiers of phrases differ in their symbols or classes");
        }
    }

    /** All three by name. */
    @JsonIgnore
    public Map<String, PhraseClassifier> classifiers() {
        return new TreeMap<>(Map.of(PAPER, paper, LIST, list, SCORED, scored));
    }

    /** The most faithful. */
    @JsonIgnore
    public PhraseClassifier best() {
        return classifiers().get(chosen);
    }

    @Override
    public int size() {
        return best().size();
    }

    @Override
    public int symbols() {
        return best().symbols();
    }

    @Override
    public int columns() {
        return best().columns();
    }

    @Override
    public PhraseScorer scorer() {
        return best().scorer();
    }

    @Override
    public Scorer compiled() {
        return scorer();
    }
}
