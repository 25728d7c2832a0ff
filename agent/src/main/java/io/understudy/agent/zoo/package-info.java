/** Known networks: their fingerprints, what else is known of them, and what that says of another network. */
package io.understudy.agent.zoo;
