package io.understudy.agent.automaton;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What can be distilled from a model. A value: evaluation goes through a {@link Scorer} made from it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface Surrogate {
    /** How large it is: the states of an automaton, the phrases of rules. */
    int size();

    /** How many symbols its alphabet has (without the end). */
    int symbols();

    /** Columns of its answers: symbols + 1 for a language model, the number of classes for a classifier. */
    int columns();

    /** A form made for evaluation, in double precision. */
    Scorer scorer();

    /** A form made for many evaluations: as fast as this process can, in single precision where that loses nothing. */
    Scorer compiled();
}
