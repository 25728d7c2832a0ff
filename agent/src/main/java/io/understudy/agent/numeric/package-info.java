/** Numerical methods: decompositions, k-means, ridge regression, Adam. */
package io.understudy.agent.numeric;
