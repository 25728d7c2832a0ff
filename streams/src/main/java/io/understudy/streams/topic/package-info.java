/** The topics: what is on each, as records and as JSON, and creating those that are missing. */
package io.understudy.streams.topic;
