package io.understudy.agent.report;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What a report is about.
 *
 * @param identity how the model compares with the one that the surrogate was distilled from, in a sentence
 * @param software versions of what wrote the report
 * @param written when
 */
public record ReportSource(
        Path modelFolder,
        String modelSha256,
        Path surrogateFile,
        String surrogateSha256,
        Path sequencesFile,
        String sequencesSha256,
        String identity,
        String software,
        Instant written) {}
