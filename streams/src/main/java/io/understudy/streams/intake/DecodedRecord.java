package io.understudy.streams.intake;

import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedAnswer;
import java.util.List;
import java.util.Map;

/**
 * The result of decoding a record.
 *
 * @param model id of the model that it is for; null if it could not be read so far
 * @param sequences that can be given to the model; a batched request holds several
 * @param refusals why others cannot
 * @param answers what a model server answered, by what the requests are known by. Where there is none of the three, the
 *     record is not meant for us
 */
public record DecodedRecord(
        String model, List<Sequence> sequences, List<String> refusals, Map<String, ServedAnswer> answers) {
    /** With all sequences in a segment; null where none are distinguished. */
    DecodedRecord in(String segment) {
        return segment == null
                ? this
                : new DecodedRecord(
                        model,
                        sequences.stream()
                                .map(one -> new Sequence(
                                        one.id(),
                                        one.symbols(),
                                        one.timestamp(),
                                        segment,
                                        one.served(),
                                        one.answerKey()))
                                .toList(),
                        refusals,
                        answers);
    }

    static DecodedRecord of(String model, Sequence sequence) {
        return new DecodedRecord(model, List.of(sequence), List.of(), Map.of());
    }

    static DecodedRecord refused(String model, String reason) {
        return new DecodedRecord(model, List.of(), List.of(reason), Map.of());
    }

    static DecodedRecord ignored(String model) {
        return new DecodedRecord(model, List.of(), List.of(), Map.of());
    }
}
