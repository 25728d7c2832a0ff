/** The model and its surrogates side by side on each sequence: verdicts, and what the coordinator needs to know. */
package io.understudy.streams.scoring;
