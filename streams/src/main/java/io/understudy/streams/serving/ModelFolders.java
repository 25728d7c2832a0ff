package io.understudy.streams.serving;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.streams.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the folders of several models in the one that holds them. */
public final class ModelFolders {
    private ModelFolders() {}

    /**
     * The folder of one model.
     *
     * @param id empty where there is only one
     * @throws InvalidInputException if there is no such model, or there are several and none is named
     */
    public static Path find(Settings.Models models, Optional<String> id) {
        List<Path> folders = all(models);
        if (id.isEmpty() && folders.size() == 1) {
            return folders.get(0);
        }
        Map<String, Path> byId = new TreeMap<>();
        folders.forEach(folder -> byId.put(id(folder), folder));
        return id.map(byId::get)
                .orElseThrow(() -> new InvalidInputException("%s; there are %s"
                        .formatted(
                                id.map(name -> "there is no model '%s' in %s".formatted(name, models))
                                        .orElse("name one of the models in " + models),
                                String.join(", ", byId.keySet()))));
    }

    /**
     * The folders of all models that are to be served.
     *
     * @throws InvalidInputException as {@link #in}
     */
    public static List<Path> all(Settings.Models models) {
        return models.one().map(List::of).orElseGet(() -> in(models.folder().orElseThrow()));
    }

    /** What a folder's manifest says; where it cannot be read, the folder's name has to do. */
    public static String id(Path folder) {
        try {
            return Manifest.read(folder).id();
        } catch (InvalidInputException e) {
            return folder.getFileName().toString();
        }
    }

    /**
     * The folders in a folder, in the order of their names; those whose names begin with a dot are none.
     *
     * @throws InvalidInputException if it cannot be read, or holds none
     */
    public static List<Path> in(Path parent) {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(parent)) {
            folders = entries.filter(Files::isDirectory)
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidInputException("the folder of models %s cannot be read: %s".formatted(parent, e), e);
        }
        if (folders.isEmpty()) {
            throw new InvalidInputException(
                    "the folder of models %s holds none: expected a folder with model.onnx and model.json for each"
                            .formatted(parent));
        }
        return folders;
    }
}
