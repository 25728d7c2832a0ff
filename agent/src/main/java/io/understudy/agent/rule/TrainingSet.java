package io.understudy.agent.rule;

import io.understudy.agent.phrase.Phrase;
import java.util.List;

/**
 * Training data for classifiers of phrases.
 *
 * @param phrases that may be used; samples speak of them by their places
 * @param samples to learn from
 * @param check to decide how much to take of what was learned
 * @param heldOut to choose among trials
 */
record TrainingSet(List<Phrase> phrases, Samples samples, Samples check, Samples heldOut) {}
