/** Which network this is: a network is known by its answers to probes (Herrmann, Faccio & Schmidhuber 2024). */
package io.understudy.agent.fingerprint;
