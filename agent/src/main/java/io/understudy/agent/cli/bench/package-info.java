/** {@code understudy bench}: what is claimed of speed, cost and detection, measured on this machine. */
package io.understudy.agent.cli.bench;
