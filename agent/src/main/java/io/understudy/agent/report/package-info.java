/**
 * A report to hand on: one HTML file that says how faithful a surrogate is, where it fails, and where it comes from.
 */
package io.understudy.agent.report;
