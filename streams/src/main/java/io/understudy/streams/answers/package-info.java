/** What was answered in production, compared with what the model answers. */
package io.understudy.streams.answers;
