/** The running application: topology, threads and endpoint put together. */
package io.understudy.streams.app;
