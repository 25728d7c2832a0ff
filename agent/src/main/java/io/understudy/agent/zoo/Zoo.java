package io.understudy.agent.zoo;

import io.understudy.agent.file.JsonFile;
import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.FingerprintFormat;
import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Known networks: a folder with a fingerprint of each, {@code NAME.json}, and what else is known of it, a
 * {@code NAME.properties} of lines {@code property=value}.
 */
public final class Zoo {
    /** Fixed probes of a known network: enough to choose from. */
    public static final int PROBES = 48;

    private static final String ENDING = ".json";
    private static final String NAME = "[A-Za-z0-9._-]{1,150}";
    private static final String PROPERTIES = ".properties";
    private static final int MOST = 10_000;

    private final Path folder;
    private final JsonFile<Fingerprint> format = FingerprintFormat.files();

    /** The zoo in a folder, which need not be there yet. */
    public Zoo(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a network, or replaces the one of that name with all that is known of it.
     *
     * @throws InvalidInputException if the name, or a property's, cannot be one
     */
    public void add(String name, Fingerprint fingerprint, Map<String, String> properties) {
        if (!name.matches(NAME)) {
            throw new InvalidInputException("the name '" + name + "' must be 1 to 150 of A-Z a-z 0-9 . _ -");
        }
        NetworkProperties.write(properties, folder.resolve(name + PROPERTIES));
        format.save(fingerprint, folder.resolve(name + ENDING));
    }

    /**
     * What else is known of known networks, by name; of some nothing.
     *
     * @throws InvalidInputException if a file cannot be read
     */
    public SortedMap<String, SortedMap<String, String>> properties(Collection<String> names) {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>();
        names.forEach(name -> all.put(name, NetworkProperties.read(folder.resolve(name + PROPERTIES))));
        return all;
    }

    /**
     * All that are known, by name.
     *
     * @throws InvalidInputException if the folder cannot be read, or holds a file that is no fingerprint
     */
    public SortedMap<String, Fingerprint> known() {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException("no folder at " + folder + ": add a network with 'zoo add'");
        }
        SortedMap<String, Fingerprint> known = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(ENDING)).limit(MOST).forEach(file -> {
                String name = file.getFileName().toString();
                known.put(name.substring(0, name.length() - ENDING.length()), format.load(file));
            });
        } catch (IOException e) {
            throw new InvalidInputException("the folder " + folder + " cannot be read: " + e, e);
        }
        return known;
    }
}
