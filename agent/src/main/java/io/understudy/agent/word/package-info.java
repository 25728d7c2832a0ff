/** Words and tries of them: what a model was queried for, and the states it was in. */
package io.understudy.agent.word;
