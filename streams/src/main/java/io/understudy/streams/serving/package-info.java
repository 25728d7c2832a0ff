/** The model that is served, and its replacement while everything runs. */
package io.understudy.streams.serving;
