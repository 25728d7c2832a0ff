package io.understudy.streams.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a replay showed.
 *
 * @param modelSha256 of the file that was queried
 * @param version of the surrogates that were scored
 * @param windows in order of time
 * @param onsets of drops, in order of detection
 */
public record ReplayResult(
        String model, String modelSha256, long version, TimeRange range, List<WindowRow> windows, List<Onset> onsets) {

    /** All sequences that were scored. */
    public long sequences() {
        return windows.stream().mapToLong(WindowRow::sequences).sum();
    }

    /** All that could not be scored. */
    public long refused() {
        return windows.stream().mapToLong(WindowRow::refused).sum();
    }

    /** The windows, then the drops, as one JSON object a line; moments are ISO 8601. */
    public List<String> jsonLines() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        List<String> lines = new ArrayList<>();
        Stream.concat(windows.stream(), onsets.stream()).forEach(line -> {
            try {
                lines.add(mapper.writeValueAsString(line));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a line of a replay cannot be written as JSON", e);
            }
        });
        return lines;
    }
}
