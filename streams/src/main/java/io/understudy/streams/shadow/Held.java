package io.understudy.streams.shadow;

import io.understudy.agent.model.Manifest;

/** How much of what is scored is held in memory: a few long sequences can be more than many short ones. */
final class Held {
    /** Numbers that are held at a time, about: 32 MB of them. */
    static final long MOST = 8L << 20;
    /** Of a hidden state, about. */
    private static final int WIDTH = 256;

    private Held() {}

    /** Of a sequence: what the model says at each position, and its hidden state there. */
    static long numbers(int positions, Manifest manifest) {
        return (long) positions * (manifest.symbols().size() + WIDTH);
    }
}
