/** From an exported ONNX file to a model's folder: what the graph says of itself, what has to be adapted, a trial. */
package io.understudy.agent.inspect;
