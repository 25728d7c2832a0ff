/** Finite automata from the model's hidden states (Hou & Zhou 2018), and by queries where they are not informative. */
package io.understudy.agent.cluster;
