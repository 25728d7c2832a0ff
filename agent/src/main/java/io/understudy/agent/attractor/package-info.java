/** Where a network's state settles, what moves it from one such place to another, and how traffic visits them. */
package io.understudy.agent.attractor;
