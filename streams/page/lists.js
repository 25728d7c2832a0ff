import { bar, byId, count, el, nameOf, ratio, share, tone, when } from "./dom.js";

const MOST_DISAGREEMENTS = 5;

/** The latest sequences on which a surrogate was wrong, and why; a state of the version in force can be looked at. */
export function showDisagreements(disagreements, version, look) {
  const list = byId("disagreements");
  if (!disagreements.length) {
    list.replaceChildren(el("li", { class: "empty" }, "None: model and surrogates make the same decisions everywhere."));
    return;
  }
  list.replaceChildren(...disagreements.slice(0, MOST_DISAGREEMENTS).map(one => {
    const sides = (title, guesses, colour) => el("div", {}, el("h3", {}, title),
      el("div", { class: "bars" }, guesses.map(guess => bar(guess.name, guess.probability, colour))));
    const before = one.symbols.slice(0, one.position - one.cut);
    const after = one.symbols.slice(one.position - one.cut);
    return el("li", { class: "disagreement" },
      el("div", { class: "row", tone: tone(one.surrogate) },
        el("span", { class: "tag" }, one.surrogate),
        el("span", { class: "mono" }, one.id),
        one.version === version && one.state !== undefined && el("button", { type: "button", onclick: () => look(one.surrogate, one.state) }, `state ${one.state}`),
        el("span", { class: "where" }, `${when(one.at)}, v${one.version}, ${one.positions - one.agreed} of ${one.positions} positions wrong`)),
      el("div", { class: "chips" },
        one.cut ? el("span", { class: "chip later" }, `… ${one.cut}`) : null,
        before.map(symbol => el("span", { class: "chip" }, symbol)),
        el("span", { class: "chip at", title: "here they part" }, "?"),
        after.map(symbol => el("span", { class: "chip later" }, symbol))),
      el("div", { class: "sides" },
        sides("The model", one.model, "var(--muted)"),
        sides(nameOf(one.surrogate), one.said, tone(one.surrogate))),
      el("p", { class: "why" }, el("strong", {}, "Why: "), one.why));
  }));
}

/** Fidelity in each segment of the traffic, where it is divided: the least faithful first. */
export function showSegments(segments, status) {
  byId("segments-card").hidden = !segments.length;
  const floors = Object.fromEntries((status?.surrogates ?? []).map(one => [one.name, one.floor]));
  byId("segments").replaceChildren(el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}, "Segment"), el("th", {}, "Surrogate"), el("th", { class: "num" }, "Share"),
      el("th", { class: "num" }, "Decision agreement"), el("th", { class: "num" }, "Total variation"), el("th", { class: "num" }, "Positions"))),
    el("tbody", {}, segments.map(one => el("tr", { "data-segment": one.segment },
      el("td", { class: "mono" }, one.segment), el("td", {}, nameOf(one.surrogate)), el("td", { class: "num" }, share(one.share)),
      el("td", { class: "num", "data-mood": one.decisionAgreement < floors[one.surrogate] ? "bad" : undefined }, ratio(one.decisionAgreement)),
      el("td", { class: "num" }, ratio(one.totalVariation)), el("td", { class: "num" }, count(one.positions)))))));
}

/** What could not be scored. */
export function showLetters({ read, deadLetters }) {
  if (!deadLetters.length) {
    byId("letters").replaceChildren(el("p", { class: "empty" }, "None: everything that came could be scored."));
    return;
  }
  byId("letters").replaceChildren(
    el("table", {},
      el("thead", {}, el("tr", {}, ["Time", "From", "Reason", "It begins"].map(title => el("th", {}, title)))),
      el("tbody", {}, deadLetters.slice(0, 20).map(one => el("tr", {},
        el("td", {}, when(one.at)),
        el("td", { class: "mono" }, `${one.topic}-${one.partition} @ ${one.offset}`),
        el("td", {}, one.reason),
        el("td", { class: "mono" }, one.value.slice(0, 120) + (one.bytes > 120 ? ` … (${count(one.bytes)} bytes)` : "")))))),
    el("p", { class: "muted" }, `${count(read)} read since this instance started.`));
}
