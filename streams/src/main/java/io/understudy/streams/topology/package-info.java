/** The topology as a picture, drawn from its own description. */
package io.understudy.streams.topology;
