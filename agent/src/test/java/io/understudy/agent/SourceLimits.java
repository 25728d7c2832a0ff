package io.understudy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A file holds one idea, and a package can be overlooked. */
final class SourceLimits {
    private static final int MOST_LINES = 300;
    private static final int MOST_FILES = 18;

    private SourceLimits() {}

    /** Checks all Java files below a folder. */
    static void check(Path sources) {
        try (Stream<Path> all = Files.walk(sources)) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(Files.readAllLines(file))
                    .as(file.toString())
                    .hasSizeLessThanOrEqualTo(MOST_LINES));
            Map<Path, Long> byPackage =
                    files.stream().collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
            assertThat(byPackage)
                    .allSatisfy((folder, count) ->
                            assertThat(count).as("files in " + folder).isLessThanOrEqualTo(MOST_FILES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
