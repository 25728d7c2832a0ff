package io.understudy.streams.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "understudy "
                    + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("(development build)"),
            "Java " + Runtime.version()
        };
    }
}
