/** Recurrent cells in double precision, computed from the weights of an ONNX graph, with their derivatives. */
package io.understudy.agent.cell;
