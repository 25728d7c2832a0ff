/** Finite automata from the model's hidden states (Hou & Zhou 2018), and by queries where they tell nothing. */
package io.understudy.agent.cluster;
