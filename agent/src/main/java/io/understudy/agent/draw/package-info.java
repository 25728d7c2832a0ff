/** Automata as people look at them: text, DOT and SVG. */
package io.understudy.agent.draw;
