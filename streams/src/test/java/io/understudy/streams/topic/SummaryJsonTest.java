package io.understudy.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class SummaryJsonTest {
    private static final Map<String, FidelityCounts> FEW = Map.of("wa", new FidelityCounts(3, 2, 2, 0.5, 0.25, 0.125));
    private static final Map<String, FidelityCounts> MANY =
            Map.of("wa", new FidelityCounts(9, 9, 9, 0, 0, Double.POSITIVE_INFINITY));

    private final Json json = new Json();

    @Test
    void entriesComeBackInTheirOrder() {
        List<Summary.Entry> entries = List.of(
                new Summary.Entry(10, "a", FEW), new Summary.Entry(11, null, MANY), new Summary.Entry(7, "b", FEW));
        assertThat(there(entries)).isEqualTo(entries);
        assertThat(there(List.of())).isEmpty();
    }

    @Test
    void countsOfSequencesThatAreTheSameAreWrittenOnce() {
        String text = new String(
                json.write(summary(List.of(new Summary.Entry(10, null, FEW), new Summary.Entry(11, null, FEW)))),
                StandardCharsets.UTF_8);
        assertThat(text).contains("\"counts\":[{\"wa\":[3,2,2,0.5,0.25,0.125]}],\"sequences\":[10,0,11,0]}");
    }

    @Test
    void whatAnOlderReleaseWroteIsRead() {
        assertThat(read("[{\"timestamp\":10,\"surrogates\":{\"wa\":[3,2,2,0.5,0.25,0.125]}}]"))
                .containsExactly(new Summary.Entry(10, null, FEW));
    }

    @Test
    void columnsThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> read("{\"counts\":[],\"sequences\":[10,0]}"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("do not fit together");
    }

    private List<Summary.Entry> there(List<Summary.Entry> entries) {
        return json.read(json.write(summary(entries)), Summary.class).entries();
    }

    private List<Summary.Entry> read(String entries) {
        byte[] bytes = "{\"model\":\"m\",\"entries\":%s}".formatted(entries).getBytes(StandardCharsets.UTF_8);
        return json.read(bytes, Summary.class).entries();
    }

    private static Summary summary(List<Summary.Entry> entries) {
        return new Summary("m", "", 1, entries, List.of(), null, null, null, null, null, null);
    }
}
