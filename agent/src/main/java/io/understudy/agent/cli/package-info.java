/** The command line's commands that need no Kafka. */
package io.understudy.agent.cli;
