/** Files: sequences, versioned JSON, and replacement of a file as a whole. */
package io.understudy.agent.file;
