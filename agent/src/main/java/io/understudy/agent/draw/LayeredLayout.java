package io.understudy.agent.draw;

import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Graphs laid out in layers by ELK. */
final class LayeredLayout {
    private LayeredLayout() {}

    /** An empty graph to add nodes and edges to. */
    static ElkNode graph(Direction direction, EdgeRouting routing, double padding) {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        ElkNode graph = ElkGraphUtil.createGraph();
        graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        graph.setProperty(CoreOptions.DIRECTION, direction);
        graph.setProperty(CoreOptions.EDGE_ROUTING, routing);
        graph.setProperty(CoreOptions.PADDING, new ElkPadding(padding));
        return graph;
    }

    /** Places a graph's nodes and edges. ELK's own engine keeps the last graph of each of its pooled providers. */
    static void place(ElkNode graph) {
        new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
    }
}
