/** What is claimed of speed and cost, measured beside a stated peer in the same run. */
package io.understudy.agent.bench;
