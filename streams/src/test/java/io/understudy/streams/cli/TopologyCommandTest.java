package io.understudy.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopologyCommandTest {
    @Test
    void thePictureInTheReadmeIsThatOfTheTopology() throws IOException {
        assertThat(Files.readString(Path.of("topology.svg")))
                .as("drawn anew by: deploy/understudy topology --out streams/topology.svg")
                .isEqualTo(TopologyCommand.svg());
    }
}
