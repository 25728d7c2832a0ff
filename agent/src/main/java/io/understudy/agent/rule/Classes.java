package io.understudy.agent.rule;

/** What a class is compared with. */
final class Classes {
    private Classes() {}

    /** The most probable column beside a given one; the first of them if several are. */
    static int runnerUp(float[] row, int besides) {
        int best = besides == 0 ? 1 : 0;
        for (int c = 0; c < row.length; c++) {
            if (c != besides && row[c] > row[best]) {
                best = c;
            }
        }
        return best;
    }

    /** The same of logits. */
    static int runnerUp(double[] row, int besides) {
        int best = besides == 0 ? 1 : 0;
        for (int c = 0; c < row.length; c++) {
            if (c != besides && row[c] > row[best]) {
                best = c;
            }
        }
        return best;
    }
}
