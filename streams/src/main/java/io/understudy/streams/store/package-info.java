/** State stores that are written to their changelogs once a commit. */
package io.understudy.streams.store;
