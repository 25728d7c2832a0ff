/** Kafka clients, as this application configures them. */
package io.understudy.streams.clients;
