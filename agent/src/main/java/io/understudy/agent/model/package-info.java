/** The deployed network: its manifest, its alphabet and query access to it (the oracle) through ONNX Runtime. */
package io.understudy.agent.model;
