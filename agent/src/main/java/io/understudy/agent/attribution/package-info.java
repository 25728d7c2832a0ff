/** How much each symbol contributes to an answer: LSTM cell decomposition, gradient times input, occlusion. */
package io.understudy.agent.attribution;
