package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;
import java.util.SortedMap;

/**
 * Rules and how they were found.
 *
 * @param how in a few words
 * @param heldOut fidelity of the most faithful classifier on sequences that it was not made from
 * @param classifiers that of each classifier, by name; the paper's ranking by other scores too, as paper.gamma
 * @param oraclePositions how many symbols the model was fed for it
 */
public record RuleDistillation(
        Rules rules,
        String how,
        Fidelity heldOut,
        SortedMap<String, Fidelity> classifiers,
        long oraclePositions,
        Duration took) {}
