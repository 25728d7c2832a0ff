package io.understudy.streams.topology;

import io.understudy.agent.draw.FlowSvg;
import io.understudy.agent.draw.FlowSvg.Arrow;
import io.understudy.agent.draw.FlowSvg.Box;
import io.understudy.agent.draw.FlowSvg.Shape;
import io.understudy.streams.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/** Topics, processors with their stores, and what flows from one to the other. */
public final class TopologyPicture {
    private static final String WORKER = "extraction worker";

    private final Settings.Topics topics;
    private final TreeMap<String, Box> boxes = new TreeMap<>();
    private final List<Arrow> arrows = new ArrayList<>();

    private TopologyPicture(Settings.Topics topics) {
        this.topics = topics;
    }

    /** As SVG, from {@link Topology#describe()}; the extraction worker, which is no part of it, is added. */
    public static String svg(Topology topology, Settings.Topics topics) {
        TopologyPicture picture = new TopologyPicture(topics);
        TopologyDescription description = topology.describe();
        description.subtopologies().stream()
                .sorted((one, other) -> Integer.compare(one.id(), other.id()))
                .forEach(part -> picture.add(part.nodes()));
        description.globalStores().forEach(store -> picture.add(Set.of(store.source(), store.processor())));
        picture.addWorker();
        return FlowSvg.of("Topology of Understudy", List.copyOf(picture.boxes.values()), picture.arrows);
    }

    private void add(Set<Node> nodes) {
        byName(nodes).forEach((name, node) -> {
            if (node instanceof Source source) {
                source.topicSet().forEach(topic -> {
                    topic(topic);
                    byName(node.successors()).keySet().forEach(processor -> arrows.add(new Arrow(topic, processor)));
                });
            } else if (node instanceof Processor processor) {
                List<String> stores = processor.stores().stream().sorted().toList();
                boxes.put(name, new Box(name, stores, Shape.PROCESSOR));
                byName(node.successors()).values().forEach(next -> {
                    if (next instanceof Sink sink) {
                        topic(sink.topic());
                        arrows.add(new Arrow(name, sink.topic()));
                    }
                });
            }
        });
    }

    private static TreeMap<String, Node> byName(Set<Node> nodes) {
        return new TreeMap<>(nodes.stream().collect(Collectors.toMap(Node::name, node -> node)));
    }

    private void addWorker() {
        boxes.put(WORKER, new Box(WORKER, List.of("outside the topology, on its own thread"), Shape.OUTSIDE));
        arrows.add(new Arrow(topics.extractionRequests(), WORKER));
        arrows.add(new Arrow(WORKER, topics.surrogates()));
        arrows.add(new Arrow(WORKER, topics.driftEvents()));
    }

    private void topic(String name) {
        boxes.put(name, new Box(name, List.of(), Shape.TOPIC));
    }
}
