package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.streams.topic.ServedAnswer;

/**
 * Reads what an endpoint answered: the name or number of a class (of the next symbol), an array of the numbers that the
 * graph's output has for the whole sequence, or an array of such arrays, one for each position.
 */
final class ServedReader {
    private static final int LONGEST_NAME = 1_000;
    private static final int MOST_NUMBERS = 10_000_000;

    /** An answer; null if there is none. */
    ServedAnswer output(JsonNode output) throws Refusal {
        if (output.isMissingNode() || output.isNull()) {
            return null;
        }
        if (output.isTextual() || output.isIntegralNumber()) {
            String name = output.asText();
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw new Refusal("'output' is empty or too long");
            }
            return new ServedAnswer(name, null);
        }
        if (!output.isArray() || output.isEmpty()) {
            throw new Refusal("'output' is neither a name, nor an array of numbers, nor one of such arrays");
        }
        boolean nested = output.get(0).isArray();
        float[][] rows = new float[nested ? output.size() : 1][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = numbers(nested ? output.get(i) : output);
        }
        return new ServedAnswer(null, rows);
    }

    private static float[] numbers(JsonNode row) throws Refusal {
        if (!row.isArray() || row.isEmpty() || row.size() > MOST_NUMBERS) {
            throw new Refusal("'output' holds a row without numbers");
        }
        float[] numbers = new float[row.size()];
        for (int c = 0; c < numbers.length; c++) {
            if (!row.get(c).isNumber()) {
                throw new Refusal("'output' holds %s where a number should be".formatted(row.get(c)));
            }
            numbers[c] = row.get(c).floatValue();
        }
        return numbers;
    }
}
