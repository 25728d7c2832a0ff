/** From the bytes of a record to a sequence, or to the reason why not. */
package io.understudy.streams.intake;
