import { api } from "./api.js";
import { bar, byId, el, nameOf, picture, press, pressable, share, shares, svgEl, tone } from "./dom.js";

const LEAST_SCALE = 0.8;

/** A surrogate as a graph, with where the latest traffic is. */
export class Automaton {
  constructor() {
    this.drawings = new Map();
    this.visits = null;
    this.chosen = null;
    this.state = null;
    this.clear();
  }

  /** Other surrogates are in force: their pictures are requested when they are chosen. */
  load(surrogates) {
    this.drawings.clear();
    const known = surrogates.filter(({ kind }) => kind !== "rules").map(({ name }) => name).sort();
    if (!known.length) {
      byId("surrogates").replaceChildren();
      return undefined;
    }
    byId("surrogates").replaceChildren(...known.map(name =>
      el("button", { type: "button", "data-surrogate": name, onclick: () => this.choose(name) }, nameOf(name))));
    return this.choose(known.includes(this.chosen) ? this.chosen : known[0]);
  }

  async choose(name) {
    this.wanted = name;
    if (!this.drawings.has(name)) {
      const answer = await fetch(api(`automata/${encodeURIComponent(name)}`));
      if (!answer.ok) return;
      this.drawings.set(name, await answer.json());
    }
    if (this.wanted !== name) return;
    const drawing = this.drawings.get(name);
    this.chosen = name;
    this.state = null;
    press(byId("surrogates"), byId("surrogates").querySelector(`[data-surrogate="${name}"]`));
    byId("automaton-note").textContent = `${drawing.title}. ${drawing.states.length} states drawn. `
      + `In a state: its share of ${name === "fsa" ? "the traffic that it was distilled from" : "what the automaton expects"}, what it says, what leads there. The blue figure is its share now.`;
    const svg = picture(drawing.svg);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", drawing.title);
    for (const group of svg.querySelectorAll(".state")) {
      pressable(group, () => this.select(Number(group.dataset.state)));
    }
    // A picture that is made smaller than this cannot be read; it scrolls instead.
    svg.style.minWidth = `${LEAST_SCALE * Number(svg.getAttribute("width"))}px`;
    byId("automaton").replaceChildren(svg);
    const begin = svg.querySelector(`[data-state="${drawing.states.find(state => state.initial)?.number}"]`);
    const canvas = byId("automaton");
    if (begin) canvas.scrollLeft += begin.getBoundingClientRect().left - canvas.getBoundingClientRect().left - canvas.clientWidth / 2 + 60;
    this.clear();
    this.live();
  }

  show(visits) {
    this.visits = visits;
    this.live();
  }

  shares() {
    const drawing = this.drawings.get(this.chosen);
    const steps = this.visits?.version === drawing?.version ? this.visits?.states[this.chosen] : null;
    return steps ? shares(steps) : null;
  }

  live() {
    const shares = this.shares();
    const drawing = this.drawings.get(this.chosen);
    if (!drawing) return;
    for (const group of byId("automaton").querySelectorAll(".state")) {
      const state = drawing.states.find(one => one.number === Number(group.dataset.state));
      const now = shares?.[state.number] ?? 0;
      group.setAttribute("aria-label", `State ${state.name}: ${state.says.join(", ")}. ${share(state.share)} when distilled`
        + (shares ? `, ${share(now)} now` : ""));
      group.querySelector(".now")?.remove();
      if (!shares) continue;
      group.classList.toggle("idle", now === 0);
      if (now > 0) group.append(pill(group.querySelector("rect"), share(now)));
    }
    if (this.state !== null) this.detail();
  }

  select(number) {
    this.state = number;
    for (const group of byId("automaton").querySelectorAll(".state")) {
      group.setAttribute("aria-pressed", Number(group.dataset.state) === number);
    }
    this.detail();
  }

  clear() {
    byId("detail").replaceChildren(el("p", { class: "muted" },
      "Select a state to see what it says, the words that lead there, and how often traffic is there."));
  }

  detail() {
    const drawing = this.drawings.get(this.chosen);
    const state = drawing.states.find(one => one.number === this.state);
    if (!state) {
      this.clear();
      return;
    }
    const now = this.shares()?.[state.number];
    const name = number => drawing.states.find(one => one.number === number)?.name ?? number;
    const ways = (edges, end) => edges.length
      ? el("div", { class: "bars" }, edges.map(edge => bar(`${edge.label} ${end === "to" ? "→" : "←"} ${name(edge[end])}`, edge.share, tone(this.chosen))))
      : el("p", { class: "muted" }, "none that is drawn");
    byId("detail").replaceChildren(
      el("h3", {}, `State ${state.name}${state.initial ? ", where all begin" : ""}`),
      el("div", { class: "bars" }, bar("when distilled", state.share, "var(--muted)"),
        now === undefined ? null : bar("now", now, "var(--accent)")),
      el("h3", {}, "It says"),
      el("div", { class: "chips" }, state.says.map(says => el("span", { class: "chip" }, says))),
      el("h3", {}, "Words that lead here"),
      state.words.length ? el("div", { class: "chips", id: "words" }, state.words.map(word => el("span", { class: "chip" }, word)))
        : el("p", { class: "muted" }, state.initial ? "the beginning of a sequence" : "none but itself"),
      el("h3", {}, "Leaves by"), ways(drawing.edges.filter(edge => edge.from === state.number), "to"),
      el("h3", {}, "Comes from"), ways(drawing.edges.filter(edge => edge.to === state.number && edge.from !== state.number), "from"));
  }
}

function pill(box, text) {
  const width = 10 + 6.2 * text.length;
  const right = Number(box.getAttribute("x")) + Number(box.getAttribute("width"));
  const top = Number(box.getAttribute("y")) - 8;
  const group = svgEl("g", { class: "now" });
  const label = svgEl("text", { x: right - width / 2 + 6, y: top + 12, "text-anchor": "middle" });
  label.textContent = text;
  group.append(svgEl("rect", { x: right - width + 6, y: top, width, height: 16, rx: 8 }), label);
  return group;
}
