/** Which symbols and phrases an answer comes from, and classifiers made of phrases (Murdoch & Szlam 2017). */
package io.understudy.agent.rule;
