package io.understudy.agent.draw;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.automaton.FiniteAutomaton;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class DiagramTest {
    private static final FiniteAutomaton AUTOMATON = new FiniteAutomaton(
            false,
            0,
            new int[][] {{1, 0, 0}, {1, 0, 0}},
            new double[][] {{0.9, 0.1}, {0.2, 0.8}},
            new long[] {60, 40},
            new long[][] {{30, 8, 2}, {5, 20, 0}});

    private static Diagram diagram(double least) {
        return Diagram.of("orders <&>", AUTOMATON, List.of("a\"b", "<b>", "c"), List.of("no", "yes"), List.of(), least);
    }

    @Test
    void symbolsAreFoldedIntoOneEdgeWithItsShareOfTheTraffic() {
        Diagram diagram = diagram(0);
        assertThat(diagram.states()).extracting(Diagram.State::number).containsExactly(0, 1);
        assertThat(diagram.states().get(1).words()).containsExactly("a\"b");
        assertThat(diagram.states().get(1).says()).containsExactly("yes 80 %");
        assertThat(diagram.edges())
                .contains(new Diagram.Edge(0, 1, 0.75, "a\"b"), new Diagram.Edge(0, 0, 0.25, "<b> c"));
        assertThat(diagram(0.5).edges()).hasSize(2);
        assertThat(diagram(0.5).leftOut()).isEqualTo(2);
    }

    @Test
    void thePictureIsWellFormedWhateverTheSymbols() throws Exception {
        String svg = SvgFormat.of(diagram(0));
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(5);
    }

    @Test
    void dotQuotesWhatHasToBeQuoted() {
        assertThat(DotFormat.of(diagram(0))).contains("a\\\"b").contains("begin -> s0");
        assertThat(TextFormat.of(diagram(0))).contains("start 0: no 90 %, 60 % of visits");
    }
}
