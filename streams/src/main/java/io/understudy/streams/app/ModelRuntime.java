package io.understudy.streams.app;

import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.extraction.ChallengerEvaluation;
import io.understudy.streams.extraction.ExtractionWorker;
import io.understudy.streams.page.PageContent;
import io.understudy.streams.recent.RecentHistory;
import io.understudy.streams.serving.ModelWatch;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.telemetry.Meters;
import java.nio.file.Path;
import java.util.UUID;

/** One model of this process and all that works for it alone: its surrogates, its extraction worker, its page. */
final class ModelRuntime implements AutoCloseable {
    private final WatchedModel model;
    private final PageContent content;
    private final RecentHistory recent;
    private final ModelReplacement replacement;
    private final ModelWatch watch;
    private final ExtractionWorker worker;

    /**
     * Takes over an open model.
     *
     * @param folder that it was opened from
     */
    ModelRuntime(OnnxModel opened, Path folder, Meters meters, ModelContext context) {
        String id = opened.manifest().id();
        meters.served().serving(opened.sha256());
        meters.served().refused(false);
        Surrogates surrogates =
                new Surrogates(opened, context.settings().fidelity().limits().floor(), meters);
        surrogates.repairWith(context.requests()::surrogates);
        this.model = new WatchedModel(new Serving(opened), surrogates, meters);
        this.recent = context.histories().of(id);
        this.content = new PageContent(model.serving(), context.settings(), surrogates, recent, context.clock());
        this.replacement = new ModelReplacement(model, context.requests()::send, context.clock());
        this.watch =
                new ModelWatch(folder, context.settings().inference().modelThreads(), model.serving(), replacement);
        this.worker = worker(context);
    }

    private ExtractionWorker worker(ModelContext context) {
        KafkaConfigs configs = context.configs();
        String instance = UUID.randomUUID().toString();
        Progress progress = (stage, done, of) -> {
            content.working(stage, done, of);
            context.progress().report(stage, done, of);
        };
        return new ExtractionWorker(
                file -> configs.extractionConsumer(model.id(), file),
                () -> configs.extractionProducer(instance),
                context.settings().topics(),
                new ChallengerEvaluation(
                        context.settings().extraction(), context.settings().fidelity(), context.clock()),
                model,
                context.distilling(),
                context.clock(),
                progress);
    }

    WatchedModel model() {
        return model;
    }

    PageContent content() {
        return content;
    }

    RecentHistory recent() {
        return recent;
    }

    /** Begins to take requests for distillations. */
    void start() {
        worker.start();
    }

    /** Compares the surrogates that there were already with the model. */
    void checkAtStart() {
        replacement.checkAtStart();
    }

    /** Looks at the model's folder. */
    void look() {
        watch.look();
    }

    @Override
    public void close() {
        worker.close();
    }

    /** Closes the model, once nothing is scored any more. */
    void closeModel() {
        model.serving().close();
    }
}
