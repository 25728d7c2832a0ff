package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a graph says of itself without being run.
 *
 * @param producer the exporter, as it names itself
 * @param inputs that have to be fed
 * @param outputs as declared
 * @param recurrent kinds of its recurrent nodes, from the bottom
 * @param states inputs that are nothing but the initial state of recurrent nodes
 * @param vocabulary rows of the embedding that the tokens look up; 0 if none is found
 */
record GraphFacts(
        String producer,
        List<Port> inputs,
        List<Port> outputs,
        List<String> recurrent,
        Set<String> states,
        int vocabulary) {
    private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM");
    private static final Set<String> FORM_ONLY =
            Set.of("Cast", "Identity", "Squeeze", "Unsqueeze", "Reshape", "Transpose", "Clip");
    /** Places of initial_h and initial_c among a recurrent operator's inputs. */
    private static final Set<Integer> INITIAL = Set.of(5, 6);

    static GraphFacts of(ModelProto model) {
        GraphProto graph = model.getGraph();
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        List<Port> inputs = graph.getInputList().stream()
                .filter(input -> !constants.containsKey(input.getName()))
                .map(Port::of)
                .toList();
        return new GraphFacts(
                (model.getProducerName() + " " + model.getProducerVersion()).strip(),
                inputs,
                graph.getOutputList().stream().map(Port::of).toList(),
                graph.getNodeList().stream()
                        .map(NodeProto::getOpType)
                        .filter(RECURRENT::contains)
                        .toList(),
                states(graph, inputs),
                vocabulary(graph, inputs, constants));
    }

    private static Set<String> states(GraphProto graph, List<Port> inputs) {
        Set<String> states = new HashSet<>();
        Set<String> elsewhere = new HashSet<>();
        graph.getNodeList().forEach(node -> {
            for (int i = 0; i < node.getInputCount(); i++) {
                boolean initial = RECURRENT.contains(node.getOpType()) && INITIAL.contains(i);
                (initial ? states : elsewhere).add(node.getInput(i));
            }
        });
        return inputs.stream()
                .map(Port::name)
                .filter(name -> states.contains(name) && !elsewhere.contains(name))
                .collect(Collectors.toSet());
    }

    /** The tokens reach the embedding through nodes that change their form only. */
    private static int vocabulary(GraphProto graph, List<Port> inputs, Map<String, TensorProto> constants) {
        Set<String> tokens = inputs.stream().map(Port::name).collect(Collectors.toCollection(HashSet::new));
        List<Integer> found = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            if (FORM_ONLY.contains(node.getOpType()) && tokens.contains(node.getInput(0))) {
                tokens.addAll(node.getOutputList());
            }
            boolean lookup = node.getOpType().equals("Gather")
                    && node.getInputCount() == 2
                    && tokens.contains(node.getInput(1))
                    && constants.containsKey(node.getInput(0));
            if (lookup && constants.get(node.getInput(0)).getDimsCount() == 2) {
                found.add((int) constants.get(node.getInput(0)).getDims(0));
            }
        }
        return found.isEmpty() ? 0 : found.get(0);
    }
}
