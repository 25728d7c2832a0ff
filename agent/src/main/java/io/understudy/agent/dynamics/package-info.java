/** The network as a dynamical system: its state map, fixed points, limit cycles and slow points. */
package io.understudy.agent.dynamics;
