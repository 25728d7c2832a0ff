package io.understudy.agent.attractor;

/**
 * An excitable connection (Ashwin & Postlethwaite 2016; Ceni, Ashwin & Livi 2018): while a symbol is held, some
 * displacement of this size leads from one attractor into the basin of another.
 *
 * @param threshold the smallest that was found, in units of the whole state: an upper bound of the smallest there is
 */
public record ExcitableConnection(String held, String from, String to, double threshold) {}
