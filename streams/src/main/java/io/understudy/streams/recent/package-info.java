/** What has happened lately in the whole cluster, as any of its instances has read it from the topics. */
package io.understudy.streams.recent;
