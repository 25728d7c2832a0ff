package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.ReadableNetwork;
import io.understudy.agent.model.RecurrentLayers;
import io.understudy.agent.query.OutputDecoder;
import io.understudy.agent.query.WordEncoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a network's weights from its graph. */
record NetworkReader(OrtEnvironment environment, ModelProto model, Manifest manifest, Alphabet alphabet) {
    /** The recurrent layers; empty if they are of a kind that is not known here. */
    Optional<RecurrentLayers> layers() {
        return InputEmbedding.layers(environment, model, manifest, symbols());
    }

    /**
     * All there is between symbol and answer; empty if it is not of recurrent layers with an affine layer upon them.
     *
     * @param encoder which tokens are fed before and after a word
     * @param decoder which columns of the output make up an answer
     */
    Optional<ReadableNetwork> network(WordEncoder encoder, OutputDecoder decoder) {
        int[] symbols = symbols();
        int[] fed = Stream.of(symbols, encoder.begin(), encoder.end())
                .flatMapToInt(Arrays::stream)
                .toArray();
        return InputEmbedding.layers(environment, model, manifest, fed).flatMap(all -> {
            int width = all.layers().get(all.layers().size() - 1).width();
            int begin = symbols.length;
            int end = begin + encoder.begin().length;
            return new HeadReader(environment, model, manifest)
                    .read(width)
                    .map(head -> new ReadableNetwork(
                            new RecurrentLayers(all.layers(), Arrays.copyOf(all.inputs(), begin)),
                            Arrays.copyOfRange(all.inputs(), begin, end),
                            Arrays.copyOfRange(all.inputs(), end, fed.length),
                            decoder.columnsOf(head)));
        });
    }

    private int[] symbols() {
        return IntStream.range(0, alphabet.size()).map(alphabet::token).toArray();
    }
}
