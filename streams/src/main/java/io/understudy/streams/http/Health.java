package io.understudy.streams.http;

/**
 * The health of an instance.
 *
 * @param alive false once a stream thread has failed: the process should be started anew
 * @param ready the streams run and a surrogate is loaded
 * @param streams the state of Kafka Streams
 * @param version of the surrogates in force; 0 if there are none
 */
public record Health(boolean alive, boolean ready, String streams, long version) {}
