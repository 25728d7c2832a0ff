package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.StateTensor;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** A graph whose state is an input, edited so that it starts from zeros: tokens alone are fed for a whole word. */
final class InitialState {
    private static final String PREFIX = "understudy_zero_";

    private InitialState() {}

    /**
     * Replaces the inputs that the manifest names under {@code states}.
     *
     * @throws InvalidInputException if the graph does not have them
     */
    static ModelProto zero(ModelProto model, Manifest manifest, Path file) {
        GraphProto graph = model.getGraph();
        GraphProto.Builder edited = graph.toBuilder().clearInput().clearNode();
        String batch = PREFIX + "batch";
        edited.addInitializer(GraphParts.integers(PREFIX + "first", 0))
                .addInitializer(GraphParts.integers(PREFIX + "one", 1));
        edited.addNode(GraphParts.node("Shape", PREFIX + "shape", manifest.input()));
        edited.addNode(GraphParts.node("Gather", batch, PREFIX + "shape", PREFIX + "first"));
        for (StateTensor state : manifest.states()) {
            StatefulGraph.State found = StatefulGraph.State.of(graph, state, file);
            String name = PREFIX + state.input();
            edited.addInitializer(GraphParts.integers(name + "_width", found.width()));
            NodeProto.Builder shape = found.layered()
                    ? GraphParts.node("Concat", name + "_shape", PREFIX + "one", batch, name + "_width")
                    : GraphParts.node("Concat", name + "_shape", batch, name + "_width");
            edited.addNode(shape.addAttribute(GraphParts.number("axis", 0)));
            edited.addNode(GraphParts.node("ConstantOfShape", state.input(), name + "_shape"));
        }
        Set<String> states = manifest.states().stream().map(StateTensor::input).collect(Collectors.toSet());
        for (ValueInfoProto input : graph.getInputList()) {
            if (!states.contains(input.getName())) {
                edited.addInput(input);
            }
        }
        edited.addAllNode(graph.getNodeList());
        return model.toBuilder().setGraph(edited).build();
    }
}
