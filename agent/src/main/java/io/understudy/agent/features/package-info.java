/** The model's recurrent states along traffic, and the coordinates in which they are clustered. */
package io.understudy.agent.features;
