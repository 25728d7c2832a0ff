package io.understudy.agent.attractor;

/**
 * Where a network went astray in a sequence that it gets wrong. The usual way is that of the sequences it gets right: to
 * which attractor each symbol leads from each. What follows the words up to here is null where the usual way leads to
 * the wrong class as well.
 *
 * @param sequence its place among the sequences, from 0
 * @param says the network's class
 * @param label the true class
 * @param position of the symbol at which the network left the usual way for good, from 0
 * @param symbol the one that is there
 * @param from the attractor it was on its way to before; {@code none} if to none
 * @param to the one it was on its way to after
 * @param usual the one that this symbol usually leads to from there
 */
public record ErrorTrace(
        int sequence,
        String says,
        String label,
        Integer position,
        String symbol,
        String from,
        String to,
        String usual) {}
