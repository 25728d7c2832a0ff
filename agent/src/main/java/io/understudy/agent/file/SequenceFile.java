package io.understudy.agent.file;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.UnknownSymbolException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sequences in a text file: one a line, symbols separated by white space; a blank line is the empty sequence. */
public final class SequenceFile {
    private SequenceFile() {}

    /** The names in one line of text. */
    public static List<String> split(String line) {
        String stripped = line.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }

    /**
     * Reads all lines, without asking whether a model knows the symbols.
     *
     * @throws InvalidInputException if the file is missing, empty or not UTF-8 text
     */
    public static List<List<String>> lines(Path file) {
        List<List<String>> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(split(line));
            }
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    file + " line " + (lines.size() + 1) + " is not UTF-8 text: give one sequence a line", e);
        } catch (IOException e) {
            throw new InvalidInputException("the sequence file " + file + " cannot be read: " + e, e);
        }
        if (lines.isEmpty()) {
            throw new InvalidInputException("the sequence file " + file + " is empty: give one sequence a line");
        }
        return lines;
    }

    /**
     * Reads all lines as words of an alphabet.
     *
     * @throws InvalidInputException as {@link #lines}, and if a symbol is unknown (with its line)
     */
    public static List<int[]> words(Path file, Alphabet alphabet) {
        List<List<String>> lines = lines(file);
        List<int[]> words = new ArrayList<>(lines.size());
        for (List<String> line : lines) {
            try {
                words.add(alphabet.encode(line));
            } catch (UnknownSymbolException e) {
                throw new InvalidInputException(file + " line " + (words.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return words;
    }
}
