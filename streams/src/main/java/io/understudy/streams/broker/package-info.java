/** Kafka brokers of our own: one in this process for the demo and tests, or several in processes of their own. */
package io.understudy.streams.broker;
