import { byId, count, el, share } from "./dom.js";

const MOST_ROWS = 15;
const ABOUT = { list: "The first phrase that occurs decides.", paper: "The first phrase that occurs decides.",
  scored: "The weights of all phrases that occur add up to log odds." };

/** The rules in force, and which of their phrases fired in the latest traffic; null where there are none. */
export function showRules(rules) {
  byId("rules-card").hidden = !rules;
  if (!rules) return;
  byId("rules-note").textContent = `${count(rules.phrases)} phrases (${rules.chosen}), version ${rules.version}. ${ABOUT[rules.chosen]} `
    + (rules.coverage === undefined ? "No traffic yet under this version."
      : `In the latest ${count(rules.positions)} answers a phrase had a say in ${share(rules.coverage)}.`)
    + " ^ is the beginning of a sequence.";
  const rows = (title, phrases, columns) => el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}, title), el("th", {}, "Speaks for"), columns.map(one => el("th", { class: "num" }, one)))),
    el("tbody", {}, phrases.map(({ phrase, outcome, figures }) => el("tr", {},
      el("td", { class: "mono" }, phrase), el("td", {}, outcome), figures.map(figure => el("td", { class: "num" }, figure))))));
  byId("fired").replaceChildren(rules.fired.length
    ? rows("Fired lately", rules.fired.slice(0, MOST_ROWS).map(one => ({ phrase: one.phrase, outcome: one.class,
      figures: [count(one.times), share(one.misled / one.times)] })), ["Times", "Misled"])
    : el("p", { class: "muted" }, "None has fired yet."));
  byId("rules").replaceChildren(rows(rules.chosen === "scored" ? "Largest weights" : "First rules",
    rules.first.slice(0, MOST_ROWS).map(one => ({ phrase: one.phrase, outcome: one.outcome, figures: [one.score.toFixed(3)] })), ["Score"]));
}
