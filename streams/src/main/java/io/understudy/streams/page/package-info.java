/** What the page shows, as values that become JSON. */
package io.understudy.streams.page;
