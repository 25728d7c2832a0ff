package io.understudy.agent.remote;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import io.understudy.agent.query.Batches;
import io.understudy.agent.query.OutputDecoder;
import io.understudy.agent.query.WordEncoder;
import io.understudy.agent.query.WordQueries;
import io.understudy.agent.query.WordRunner;
import io.understudy.agent.remote.InferenceClient.Tensor;
import java.net.URI;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A deployed model behind HTTP: queried by whole words, as the oracle of Eyraud & Ayache (2020). There is no access to its
 * recurrent state. What its tokens mean is in a manifest; the graph itself is not needed.
 */
public final class RemoteModel implements Oracle {
    private static final int TRIAL = 2;

    private final Manifest manifest;
    private final Alphabet alphabet;
    private final OutputDecoder decoder;
    private final WordQueries queries;
    private final boolean lastOnly;
    private final AtomicLong symbols = new AtomicLong();

    private RemoteModel(InferenceClient client, Manifest manifest, Tensor trial) {
        this.manifest = manifest;
        this.alphabet = Alphabet.of(manifest);
        this.lastOnly = manifest.task() == Task.LANGUAGE_MODEL && trial.shape().length == 2;
        this.decoder = OutputDecoder.of(manifest, alphabet, trial.shape()[trial.shape().length - 1]);
        this.queries = new WordQueries(
                new Runner(client), manifest, WordEncoder.of(manifest, alphabet), decoder, null, lastOnly);
    }

    /**
     * Opens one.
     *
     * @param model its address, such as {@code http://host:8080/v2/models/NAME}
     * @throws InvalidInputException if nothing there answers as the manifest says
     */
    public static RemoteModel open(URI model, Manifest manifest) {
        InferenceClient client = new InferenceClient(model, manifest.input(), manifest.output());
        try {
            Tensor trial = client.infer(new long[TRIAL], 1, TRIAL);
            int columns = trial.shape()[trial.shape().length - 1];
            int expected = manifest.task() == Task.LANGUAGE_MODEL
                    ? manifest.symbols().size()
                    : manifest.classes().size();
            if (expected > 0 && columns != expected) {
                throw new InvalidInputException("the output '%s' of %s has %d columns, but model.json names %d"
                        .formatted(manifest.output(), model, columns, expected));
            }
            return new RemoteModel(client, manifest, trial);
        } catch (InvalidAnswerException e) {
            throw new InvalidInputException(e.getMessage(), e);
        }
    }

    private final class Runner implements WordRunner {
        private final InferenceClient client;

        Runner(InferenceClient client) {
            this.client = client;
        }

        @Override
        public void run(List<int[]> tokens, boolean padded, Map<String, OutputConsumer> consumers) {
            int[] lengths = tokens.stream().mapToInt(word -> word.length).toArray();
            // A few requests at a time: the way there and back takes longer than the model.
            Batches.plan(lengths, padded).parallelStream()
                    .filter(batch -> lengths[batch[batch.length - 1]] > 0)
                    .forEach(batch -> run(tokens, batch, lengths[batch[batch.length - 1]], consumers));
        }

        private void run(List<int[]> tokens, int[] batch, int time, Map<String, OutputConsumer> consumers) {
            for (int place : batch) {
                symbols.addAndGet(tokens.get(place).length);
            }
            Tensor answer = client.infer(WordRunner.padded(tokens, batch, time), batch.length, time);
            consumers
                    .values()
                    .forEach(consumer -> WordRunner.handOut(
                            FloatBuffer.wrap(answer.values()), answer.shape().length > 2, batch, time, consumer));
        }
    }

    @Override
    public Task task() {
        return manifest.task();
    }

    @Override
    public Alphabet alphabet() {
        return alphabet;
    }

    @Override
    public int columns() {
        return decoder.columns();
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        return queries.answers(words);
    }

    @Override
    public List<float[]> after(List<int[]> words) {
        return lastOnly ? queries.last(words) : Oracle.super.after(words);
    }

    @Override
    public boolean answersPrefixes() {
        return !lastOnly;
    }

    @Override
    public long symbolsQueried() {
        return symbols.get();
    }
}
