package io.understudy.agent.draw;

import java.util.List;

/** Classifiers of phrases as lines of text. */
public final class RuleText {
    private RuleText() {}

    /** The lines. */
    public static String of(String title, List<RuleTable> tables) {
        StringBuilder text = new StringBuilder(title).append('\n');
        for (RuleTable table : tables) {
            text.append("\n%s: %s%n".formatted(table.name(), table.about()));
            for (RuleTable.Row row : table.rows()) {
                String decided = row.support() < 0 ? "" : "  (decided %,d)".formatted(row.support());
                text.append("    %8.4f  %s → %s%s%n".formatted(row.score(), row.phrase(), row.outcome(), decided));
            }
            if (table.leftOut() > 0) {
                text.append("    %,d more%n".formatted(table.leftOut()));
            }
            text.append("    otherwise → %s%n".formatted(table.otherwise()));
        }
        return text.toString();
    }
}
