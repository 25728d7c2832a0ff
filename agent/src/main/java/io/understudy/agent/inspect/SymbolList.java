package io.understudy.agent.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * The names of a model's symbols, in the order of their tokens.
 *
 * @param named whether somebody named them; else they are the tokens' numbers
 */
record SymbolList(List<String> symbols, boolean named) {
    private static final long MOST_BYTES = 64L << 20;
    private static final Set<String> BEGIN = Set.of("<begin>", "<bos>", "<s>", "<start>", "<sos>", "[BOS]", "[CLS]");
    private static final Set<String> END = Set.of("<end>", "<eos>", "</s>", "<stop>", "[EOS]", "[SEP]");
    private static final Set<String> UNKNOWN = Set.of("<unk>", "<UNK>", "[UNK]", "<unknown>", "<oov>");

    /** The numbers from 0 on. */
    static SymbolList numbers(int count) {
        return new SymbolList(
                IntStream.range(0, count).mapToObj(Integer::toString).toList(), false);
    }

    /**
     * Reads a file: a symbol a line, or a JSON array of symbols, or a JSON object from symbol to token.
     *
     * @throws InvalidInputException if it is none of these
     */
    static SymbolList read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("the symbols file " + file + " is larger than 64 MiB");
            }
            String text = Files.readString(file).strip();
            boolean array = text.startsWith("[") && text.endsWith("]");
            boolean object = text.startsWith("{") && text.endsWith("}");
            if (array || object) {
                return new SymbolList(fromJson(JsonMapper.builder().build().readTree(text), file), true);
            }
            return new SymbolList(
                    Arrays.stream(text.split("\\R")).map(String::strip).toList(), true);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("the symbols file " + file + " is not valid: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException("the symbols file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> fromJson(JsonNode tree, Path file) {
        if (tree.isArray()) {
            return StreamSupport.stream(tree.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        TreeMap<Integer, String> byToken = new TreeMap<>();
        tree.properties().forEach(entry -> byToken.put(entry.getValue().asInt(-1), entry.getKey()));
        List<String> symbols = new ArrayList<>(byToken.values());
        boolean dense =
                symbols.size() == tree.size() && byToken.firstKey() == 0 && byToken.lastKey() == tree.size() - 1;
        if (!dense) {
            throw new InvalidInputException(
                    "the symbols file " + file + " does not give the symbols the tokens 0 to " + (tree.size() - 1));
        }
        return symbols;
    }

    Optional<String> begin() {
        return first(BEGIN);
    }

    Optional<String> end() {
        return first(END);
    }

    Optional<String> unknown() {
        return first(UNKNOWN);
    }

    private Optional<String> first(Set<String> conventional) {
        return symbols.stream().filter(conventional::contains).findFirst();
    }
}
