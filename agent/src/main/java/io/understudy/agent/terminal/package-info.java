/** What commands write to a terminal: results as text or JSON, progress. */
package io.understudy.agent.terminal;
