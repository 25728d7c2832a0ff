/** The HTTP endpoint: metrics and health. */
package io.understudy.streams.http;
