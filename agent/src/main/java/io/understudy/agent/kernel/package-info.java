/** The inner loops: products of vectors and matrices, in the shapes that the JVM is fast at. */
package io.understudy.agent.kernel;
