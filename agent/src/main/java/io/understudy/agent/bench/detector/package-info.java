/** Change detectors of the literature, to measure ours against; each in the form and with the settings of its paper. */
package io.understudy.agent.bench.detector;
