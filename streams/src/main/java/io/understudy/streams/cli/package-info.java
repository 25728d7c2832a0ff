/** The executable. */
package io.understudy.streams.cli;
