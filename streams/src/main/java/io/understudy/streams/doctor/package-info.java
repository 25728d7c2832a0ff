/** Checks what a running Understudy needs: broker, topics, rights, model, disk, memory, HTTP port. */
package io.understudy.streams.doctor;
