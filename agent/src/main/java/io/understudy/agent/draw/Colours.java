package io.understudy.agent.draw;

import java.util.List;

/** Light fills, distinguished with colour blindness too (after Okabe & Ito 2008), dark text readable on each. */
final class Colours {
    private static final List<String> FILLS =
            List.of("#f6d5b8", "#c9e4f5", "#c4e8db", "#f5efb3", "#d3dcf2", "#f3d3e3", "#e3e3e3", "#dbe8c0");

    private Colours() {}

    static String of(int column) {
        return FILLS.get(column % FILLS.size());
    }
}
