package io.understudy.agent.query;

import io.understudy.agent.model.HiddenStateAccess.StatesAndAnswers;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import io.understudy.agent.query.WordRunner.OutputConsumer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Answers to whole words. A causal language model is fed words padded on the right; a classifier, words of one length;
 * a language model that sees the future, every prefix by itself.
 */
public final class WordQueries {
    private final WordRunner runner;
    private final WordEncoder encoder;
    private final OutputDecoder decoder;
    private final String output;
    private final String hiddenOutput;
    private final boolean causal;
    private final boolean lastOnly;

    /**
     * Of a network.
     *
     * @param hiddenOutput the output of its hidden states; null where they are not to be had
     * @param lastOnly whether one run of a language model answers for the whole word alone
     */
    public WordQueries(
            WordRunner runner,
            Manifest manifest,
            WordEncoder encoder,
            OutputDecoder decoder,
            String hiddenOutput,
            boolean lastOnly) {
        this.runner = runner;
        this.encoder = encoder;
        this.decoder = decoder;
        this.output = manifest.output();
        this.hiddenOutput = hiddenOutput;
        this.causal = manifest.task() == Task.LANGUAGE_MODEL;
        this.lastOnly = lastOnly;
    }

    /** Answers, as {@link Oracle#query} gives them. */
    public List<float[][]> answers(List<int[]> words) {
        return answers(words, Map.of());
    }

    /** Answers, and other outputs of the same run. */
    private List<float[][]> answers(List<int[]> words, Map<String, OutputConsumer> others) {
        float[][][] answers = new float[words.size()][][];
        if (lastOnly) {
            queryPrefixes(words, answers);
            return Arrays.asList(answers);
        }
        Map<String, OutputConsumer> consumers = new LinkedHashMap<>(others);
        consumers.put(output, (place, values, offset, stride) -> {
            int[] word = words.get(place);
            if (!causal) {
                answers[place] = new float[][] {decoder.row(values, offset)};
                return;
            }
            float[][] answer = new float[word.length + 1][];
            // Without a begin symbol the first output follows the first symbol, and nothing is known before it.
            int silent = 1 - encoder.begin().length;
            for (int t = silent; t <= word.length; t++) {
                answer[t] = decoder.row(values, offset + (t - silent) * stride);
            }
            if (silent == 1) {
                answer[0] = decoder.uniform();
            }
            answers[place] = answer;
        });
        runner.run(words.stream().map(encoder::tokens).toList(), causal, consumers);
        fillUnfed(answers);
        return Arrays.asList(answers);
    }

    /** The answer for each whole word, from a graph that gives no other. */
    public List<float[]> last(List<int[]> words) {
        float[][] rows = new float[words.size()][];
        runner.run(
                words.stream().map(encoder::tokens).toList(),
                false,
                Map.of(output, (place, values, offset, stride) -> rows[place] = decoder.row(values, offset)));
        for (int i = 0; i < rows.length; i++) {
            rows[i] = rows[i] == null ? decoder.uniform() : rows[i];
        }
        return List.of(rows);
    }

    /** Answers with the hidden states after each symbol. */
    public StatesAndAnswers answersAndStates(List<int[]> words) {
        float[][][] states = new float[words.size()][][];
        for (int i = 0; i < states.length; i++) {
            states[i] = new float[words.get(i).length][];
        }
        List<float[][]> answers = answers(words, Map.of(hiddenOutput, (place, values, offset, stride) -> {
            for (int t = 0; t < states[place].length; t++) {
                states[place][t] = new float[stride];
                values.get(offset + (encoder.begin().length + t) * stride, states[place][t]);
            }
        }));
        return new StatesAndAnswers(answers, Arrays.asList(states));
    }

    /** Whole answers for words that could not be fed: nothing was put in, so nothing is known. */
    private void fillUnfed(float[][][] answers) {
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                answers[i] = new float[][] {decoder.uniform()};
            }
        }
    }

    /** Words begin alike: each prefix is run once. */
    private void queryPrefixes(List<int[]> words, float[][][] answers) {
        SortedMap<int[], float[]> prefixes = new TreeMap<>(Arrays::compare);
        for (int[] word : words) {
            for (int t = 0; t <= word.length; t++) {
                prefixes.put(Arrays.copyOf(word, t), new float[0]);
            }
        }
        Iterator<float[]> rows = last(List.copyOf(prefixes.keySet())).iterator();
        prefixes.replaceAll((prefix, none) -> rows.next());
        for (int w = 0; w < answers.length; w++) {
            int[] word = words.get(w);
            answers[w] = new float[word.length + 1][];
            Arrays.setAll(answers[w], t -> prefixes.get(Arrays.copyOf(word, t)));
        }
    }
}
