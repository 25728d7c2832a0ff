package io.understudy.streams.intake;

import io.understudy.streams.topic.Sequence;
import java.util.List;

/**
 * What a record turned out to be.
 *
 * @param sequences that can be put to the model; a batched request holds several
 * @param refusals why others cannot. Where there is neither, the record is not meant for us
 */
public record Intake(List<Sequence> sequences, List<String> refusals) {
    /** With all sequences in a segment; null where none are told apart. */
    Intake in(String segment) {
        return segment == null
                ? this
                : new Intake(
                        sequences.stream()
                                .map(one ->
                                        new Sequence(one.id(), one.symbols(), one.timestamp(), segment, one.served()))
                                .toList(),
                        refusals);
    }

    static Intake of(Sequence sequence) {
        return new Intake(List.of(sequence), List.of());
    }

    static Intake refused(String reason) {
        return new Intake(List.of(), List.of(reason));
    }

    static Intake ignored() {
        return new Intake(List.of(), List.of());
    }
}
