package io.understudy.streams.doctor;

import io.understudy.streams.config.Settings;
import java.util.function.Consumer;

/** Makes all checks of one configuration. */
public record Doctor(Settings settings) {
    /** Makes them one after the other; findings are given as they come. */
    public void run(Consumer<Finding> findings) {
        new ModelCheck(settings).run(findings);
        new HostCheck(settings).run(findings);
        new BrokerCheck(settings).run(findings);
    }
}
