import { api } from "./api.js";
import { bar, byId, el, picture, pressable, share, shares, svgEl } from "./dom.js";

const MOST_PLACES = 14;
const MARGIN = 24;

/** The attractors in the plane, and how much of the latest traffic is at each. */
export class Attractors {
  constructor() {
    this.view = null;
    this.visits = null;
  }

  async load() {
    const answer = await fetch(api("attractors"));
    if (!answer.ok) return;
    this.view = await answer.json();
    const held = this.view.neutral === undefined || this.view.neutral === null ? "each frequent symbol, held" : `“${this.view.neutral}”, held`;
    const stable = this.view.places.filter(place => place.stable).length;
    byId("attractors-note").textContent = `${stable} attractors and ${this.view.places.length - stable} slow places under ${held}. `
      + `Size: share of steps when they were found. Blue ring: share now.`;
    const svg = picture(this.view.svg);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Attractors in the plane of the first two principal components");
    svg.querySelectorAll(".paper, .caption").forEach(part => part.remove());
    for (const group of svg.querySelectorAll(".attractor")) {
      pressable(group, () => this.select(group.dataset.attractor));
    }
    byId("plane").replaceChildren(svg);
    this.amplitude();
    const { x, y, width, height } = svg.getBBox();
    svg.setAttribute("viewBox", `${x - MARGIN} ${y - MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
    svg.setAttribute("width", width + 2 * MARGIN);
    svg.setAttribute("height", height + 2 * MARGIN);
    this.live();
  }

  /** A slider over the size of a displacement: shown are the excitable connections that it can take. */
  amplitude() {
    const ways = [...byId("plane").querySelectorAll(".excitable")];
    const label = byId("amplitude");
    label.hidden = ways.length === 0;
    if (ways.length === 0) return;
    const largest = Math.max(...ways.map(way => Number(way.dataset.threshold)));
    const slider = label.querySelector("input");
    slider.min = 0;
    slider.max = 1.05 * largest;
    slider.value = 0;
    slider.oninput = () => {
      const seen = ways.filter(way => Number(way.dataset.threshold) <= slider.value);
      ways.forEach(way => way.setAttribute("visibility", seen.includes(way) ? "visible" : "hidden"));
      byId("amplitude-note").textContent = `${Number(slider.value).toFixed(2)}: ${seen.length} of ${ways.length} excitable connections, in blue`;
    };
    slider.oninput();
  }

  show(visits) {
    this.visits = visits;
    this.live();
  }

  select(id) {
    this.chosen = id;
    for (const group of byId("plane").querySelectorAll(".attractor")) {
      group.setAttribute("aria-pressed", group.dataset.attractor === id);
    }
    this.live();
  }

  live() {
    if (!this.view) return;
    const steps = this.visits?.version === this.view.version ? this.visits.attractors : null;
    const parts = steps ? shares(steps) : [];
    const now = i => parts[i];
    this.view.places.forEach((place, i) => {
      const group = byId("plane").querySelector(`[data-attractor="${place.id}"]`);
      group.setAttribute("aria-label", `${place.id}, says ${place.says}: ${share(place.share)} when found` + (steps ? `, ${share(now(i))} now` : ""));
      group.classList.toggle("idle", Boolean(steps) && steps[i] === 0);
      const point = group.querySelector("circle");
      let ring = group.querySelector(".ring");
      if (!ring) {
        ring = svgEl("circle", { class: "ring", cx: point.getAttribute("cx"), cy: point.getAttribute("cy"), r: 0 });
        group.append(ring);
      }
      ring.setAttribute("r", steps && steps[i] ? 6 + 26 * Math.sqrt(now(i)) : 0);
    });
    const rows = this.view.places.slice(0, MOST_PLACES).map((place, i) => this.row(place.id, place.says, place.words, place, place.share, now(i)));
    rows.push(this.row("none", "–", ["away from all of them"], null, this.view.noneShare, now(this.view.places.length)));
    byId("places").replaceChildren(el("table", {},
      el("thead", {}, el("tr", {}, el("th", {}, "At"), el("th", {}, "Model says"), el("th", {}, "After"), el("th", {}, "When found, and now"))),
      el("tbody", {}, rows)));
  }

  row(id, says, words, place, then, now) {
    const nature = !place || place.stable ? "" : ` (slow: ${place.lasts} steps)`;
    return el("tr", { "data-chosen": id === this.chosen },
      el("td", {}, el("strong", {}, id), nature), el("td", {}, says), el("td", {}, words.slice(0, 2).join(" | ")),
      el("td", {}, el("div", { class: "bars" }, bar("then", then, "var(--muted)"), now === undefined ? null : bar("now", now, "var(--accent)"))));
  }
}
