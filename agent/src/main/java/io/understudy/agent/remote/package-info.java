/** A deployed model behind HTTP, queried by whole words. */
package io.understudy.agent.remote;
