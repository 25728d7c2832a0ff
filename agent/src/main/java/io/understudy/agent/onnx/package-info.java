/**
 * A model in ONNX Runtime: its session, its graph edited to show hidden states and to continue from one, its weights.
 */
package io.understudy.agent.onnx;
