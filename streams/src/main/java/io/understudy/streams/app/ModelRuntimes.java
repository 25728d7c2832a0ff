package io.understudy.streams.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.FolderState;
import io.understudy.streams.serving.ModelFolders;
import io.understudy.streams.serving.Models;
import io.understudy.streams.telemetry.Meters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this process. One that cannot be served is reported, and opened once its folder has changed; so is one
 * whose folder is added later. The others go on meanwhile.
 */
final class ModelRuntimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRuntimes.class);

    private final ModelContext context;
    private final MeterRegistry registry;
    private final Models models;
    private final Consumer<ModelRuntime> opened;
    private final Map<Path, ModelRuntime> runtimes = new ConcurrentHashMap<>();
    private final Map<String, Meters> meters = new HashMap<>();
    private final Map<Path, FolderState> tried = new HashMap<>();
    private final Map<Path, FolderState> seen = new HashMap<>();

    /**
     * None yet.
     *
     * @param opened hears of each model that is served from now on
     */
    ModelRuntimes(ModelContext context, MeterRegistry registry, Models models, Consumer<ModelRuntime> opened) {
        this.context = context;
        this.registry = registry;
        this.models = models;
        this.opened = opened;
    }

    /**
     * Opens what there is.
     *
     * @throws InvalidInputException if the only model cannot be served, or none of several
     */
    void open() {
        Settings.Models where = context.settings().models();
        if (where.one().isPresent()) {
            serve(where.one().get());
            return;
        }
        List<Path> folders = ModelFolders.in(where.folder().orElseThrow());
        folders.forEach(this::tryToServe);
        if (runtimes.isEmpty()) {
            throw new InvalidInputException(
                    "none of the models in %s can be served: %s".formatted(where, models.refusals()));
        }
    }

    private void tryToServe(Path folder) {
        tried.put(folder, FolderState.of(folder));
        try {
            serve(folder);
        } catch (RuntimeException e) {
            String id = ModelFolders.id(folder);
            LOG.error("the model in {} cannot be served; the others are: {}", folder, e.getMessage());
            if (models.find(id).isEmpty()) {
                models.refuse(id, e.getMessage(), metersOf(id));
                metersOf(id).served().refused(true);
            }
        }
    }

    private void serve(Path folder) {
        OnnxModel model = OnnxModel.open(folder, context.settings().inference().modelThreads());
        try {
            String id = model.manifest().id();
            if (models.find(id).isPresent()) {
                throw new InvalidInputException(
                        "the model '%s' of %s is served from another folder already".formatted(id, folder));
            }
            // What cannot answer is not to be found out by traffic.
            model.query(List.of(new int[] {0}));
            ModelRuntime runtime = new ModelRuntime(model, folder, metersOf(id), context);
            runtimes.put(folder, runtime);
            models.add(runtime.model());
            opened.accept(runtime);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private Meters metersOf(String id) {
        return meters.computeIfAbsent(id, one -> new Meters(registry, one, context.clock()));
    }

    /** Looks at all folders: has a model been replaced, repaired or added? */
    void look() {
        runtimes.values().forEach(ModelRuntime::look);
        context.settings().models().folder().ifPresent(parent -> ModelFolders.in(parent).stream()
                .filter(folder -> !runtimes.containsKey(folder))
                .forEach(this::lookAgain));
    }

    /** What has changed, and has not changed again since the last look, is tried. */
    private void lookAgain(Path folder) {
        FolderState now = FolderState.of(folder);
        boolean whole = now.equals(seen.put(folder, now));
        if (whole && !now.equals(tried.get(folder))) {
            tryToServe(folder);
        }
    }

    /** In the order of their ids. */
    Iterable<ModelRuntime> all() {
        Map<String, ModelRuntime> byId = new TreeMap<>();
        runtimes.values().forEach(runtime -> byId.put(runtime.model().id(), runtime));
        return byId.values();
    }

    @Override
    public void close() {
        runtimes.values().parallelStream().forEach(ModelRuntime::close);
    }

    /** Closes the models, once nothing is scored any more. */
    void closeModels() {
        runtimes.values().forEach(ModelRuntime::closeModel);
    }
}
