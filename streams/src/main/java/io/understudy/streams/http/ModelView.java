package io.understudy.streams.http;

import io.understudy.streams.page.PageContent;
import io.understudy.streams.page.Status;
import io.understudy.streams.recent.RecentHistory;
import java.util.function.Supplier;

/**
 * What is shown of one model.
 *
 * @param extraction requests a distillation
 */
public record ModelView(
        String id, PageContent content, RecentHistory recent, Supplier<Health> health, Runnable extraction) {
    Status status() {
        Health now = health.get();
        return content.status(now.streams(), now.ready());
    }
}
