/** The whole loop in one process: an embedded broker, traffic that changes, the app, and what can be seen of it. */
package io.understudy.streams.demo;
