/** Attractors and excitable connections, found from trajectories (Ceni, Ashwin & Livi 2018). */
package io.understudy.agent.trajectory;
