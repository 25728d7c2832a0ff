/** What can be configured, and reading it. */
package io.understudy.streams.config;
