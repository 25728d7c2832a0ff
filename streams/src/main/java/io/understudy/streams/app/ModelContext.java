package io.understudy.streams.app;

import io.understudy.agent.model.Progress;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.config.Settings;
import io.understudy.streams.recent.RecentHistories;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/**
 * What the models of a process share.
 *
 * @param distilling runs distillations, one at a time
 * @param progress receives the progress of distillations
 */
record ModelContext(
        Settings settings,
        KafkaConfigs configs,
        CoordinatorRequests requests,
        RecentHistories histories,
        ExecutorService distilling,
        Clock clock,
        Progress progress) {}
