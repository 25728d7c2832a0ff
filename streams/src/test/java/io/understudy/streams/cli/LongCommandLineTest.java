package io.understudy.streams.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongCommandLineTest {
    @TempDir
    Path folder;

    @Test
    void aCommandLineThatOnnxRuntimeDoesNotSurviveIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("cmdline"), "x".repeat(4_001));
        assertThatThrownBy(() -> LongCommandLine.refuse(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("4,001")
                .hasMessageContaining("@FILE");
        Files.writeString(file, "x".repeat(4_000));
        assertThatCode(() -> LongCommandLine.refuse(file)).doesNotThrowAnyException();
        assertThatCode(() -> LongCommandLine.refuse(folder.resolve("none"))).doesNotThrowAnyException();
    }
}
