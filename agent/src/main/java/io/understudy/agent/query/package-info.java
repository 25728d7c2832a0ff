/** How words become batches of tokens for a network, and its outputs answers; the network may be here or elsewhere. */
package io.understudy.agent.query;
