import { byId, el, clock, ratio, count, nameOf, tone, press } from "./dom.js";

/** What can be shown, and whether more of it is better. */
const QUANTITIES = {
  decisionAgreement: { text: "decision agreement", better: "more", share: true },
  totalVariation: { text: "total variation", better: "less", share: true },
  agreement: { text: "strict top-1 agreement", better: "more", share: true },
  klNats: { text: "KL in nats", better: "less" },
};
const HEIGHT = 286;
const LEAST_SHARE = 0.2;
const MARGIN = { top: 46, right: 16, bottom: 26, left: 46 };
/** What happened, each on one of two lanes of labels: a drift has one to itself, so that nothing hides its name. */
const LANE_HEIGHT = 16;
const GLYPHS = {
  drift: { sign: "▼", colour: "var(--bad)", text: "drift", alone: true },
  "attractor-shift": { sign: "◆", colour: "var(--shift)", text: "attractor shift" },
  promoted: { sign: "●", colour: "var(--good)", text: "took over" },
  rejected: { sign: "○", colour: "var(--bad)", text: "rejected" },
  failed: { sign: "✕", colour: "var(--bad)", text: "failed" },
};

/** Fidelity over time, with what happened. */
export class Chart {
  constructor() {
    this.rows = [];
    this.events = [];
    this.floor = Infinity;
    this.span = 600;
    this.quantity = "decisionAgreement";
    this.place = null;
    this.root = byId("chart");
    this.root.setAttribute("tabindex", "0");
    this.root.setAttribute("role", "group");
    this.root.addEventListener("keydown", event => this.step(event));
    this.root.addEventListener("pointermove", event => this.point(event));
    this.root.addEventListener("pointerleave", () => this.read(null));
    new ResizeObserver(() => this.draw()).observe(this.root);
    for (const group of document.querySelectorAll("#fidelity-title ~ .choice")) {
      group.addEventListener("click", ({ target }) => {
        const { span, quantity } = target.dataset;
        if (!span && !quantity) return;
        press(group, target);
        this.span = span ? Number(span) : this.span;
        this.quantity = quantity ?? this.quantity;
        this.draw();
      });
    }
  }

  /** Takes in columns as the API gives them; a window that is still open replaces what was known of it. */
  add(series) {
    const byKey = new Map(this.rows.map(row => [`${row.begin}/${row.version}`, row]));
    series.at.forEach((at, i) => {
      const row = { at, begin: series.begin[i], version: series.version[i], sequences: series.sequences[i] };
      for (const quantity of [...Object.keys(QUANTITIES), "positions"]) {
        row[quantity] = Object.fromEntries(Object.entries(series[quantity]).map(([name, column]) => [name, column[i]]));
      }
      byKey.set(`${row.begin}/${row.version}`, row);
    });
    this.rows = [...byKey.values()].sort((a, b) => a.at - b.at).slice(-1440);
    this.draw();
  }

  get latest() {
    return this.rows.at(-1);
  }

  draw() {
    const width = this.root.clientWidth;
    if (!width) return;
    const end = Math.max(this.latest?.at ?? Date.now(), this.now ?? 0);
    const first = this.rows[0]?.at ?? end - 60000;
    const begin = Math.max(end - 1000 * this.span, Math.min(first, end - 60000));
    const rows = this.rows.filter(row => row.at >= begin);
    // A window that has hardly begun says little, and would make the line jump.
    if (rows.length > 1 && rows.at(-1).sequences < LEAST_SHARE * rows.at(-2).sequences) rows.pop();
    const surrogates = [...new Set(rows.flatMap(row => Object.keys(row.positions)))].sort();
    const values = rows.flatMap(row => surrogates.map(name => row[this.quantity][name])).filter(value => value !== null && value !== undefined);
    const x = d3.scaleTime([begin, end], [MARGIN.left, width - MARGIN.right]);
    const hasFloor = this.quantity === "decisionAgreement" && Number.isFinite(this.floor);
    const low = Math.max(0, Math.min(hasFloor ? this.floor : 1, d3.min(values) ?? 1) - 0.06);
    const y = QUANTITIES[this.quantity].better === "more"
      ? d3.scaleLinear([low, 1], [HEIGHT - MARGIN.bottom, MARGIN.top])
      : d3.scaleLinear([0, d3.max(values) || 1], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
    const svg = d3.create("svg").attr("viewBox", [0, 0, width, HEIGHT]).attr("height", HEIGHT).attr("aria-hidden", "true");
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${HEIGHT - MARGIN.bottom})`)
      .call(d3.axisBottom(x).ticks(Math.max(2, width / 130)).tickFormat(d3.timeFormat(this.span > 600 ? "%H:%M" : "%H:%M:%S")).tickSizeOuter(0));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${MARGIN.left},0)`)
      .call(d3.axisLeft(y).ticks(5).tickSize(-(width - MARGIN.left - MARGIN.right)))
      .call(g => g.select(".domain").remove());
    if (hasFloor) {
      svg.append("line").attr("class", "floor").attr("x1", MARGIN.left).attr("x2", width - MARGIN.right)
        .attr("y1", y(this.floor)).attr("y2", y(this.floor));
      svg.append("text").attr("class", "floor-label").attr("x", MARGIN.left + 6).attr("y", y(this.floor) + 14).text(`floor ${ratio(this.floor)}`);
    }
    this.drawEvents(svg, x, begin);
    for (const name of surrogates) {
      const line = d3.line().defined(row => row[this.quantity][name] !== null && row[this.quantity][name] !== undefined)
        .x(row => x(row.at)).y(row => y(row[this.quantity][name]));
      const known = rows.filter(line.defined());
      svg.append("path").attr("class", "series").attr("data-surrogate", name).attr("stroke", tone(name))
        .attr("stroke-dasharray", name === "wa" ? "7 3" : null).attr("d", line(rows));
      const last = known.at(-1);
      if (last) svg.append("circle").attr("cx", x(last.at)).attr("cy", y(last[this.quantity][name])).attr("r", 3.6).attr("fill", tone(name));
    }
    this.cursor = svg.append("line").attr("class", "cursor").attr("y1", MARGIN.top).attr("y2", HEIGHT - MARGIN.bottom).attr("visibility", "hidden");
    this.root.replaceChildren(svg.node());
    Object.assign(this, { x, shown: rows, surrogates });
    this.root.setAttribute("aria-label", this.describe());
    byId("legend").replaceChildren(...surrogates.map(name => el("li", {},
      el("i", { style: `background:${tone(name)}` }), `${nameOf(name)} (${name})`)));
    this.table(rows.slice(-12).reverse(), surrogates);
    this.read(this.place, true);
  }

  drawEvents(svg, x, begin) {
    const shown = this.events.filter(event => event.at >= begin)
      .map(event => ({ at: event.at, version: event.version, glyph: GLYPHS[event.type === "extraction-decided" ? event.outcome : event.type] }))
      .filter(event => event.glyph).sort((a, b) => a.at - b.at);
    for (const alone of [true, false]) {
      this.drawLane(svg, x, shown.filter(event => Boolean(event.glyph.alone) === alone), MARGIN.top - 10 - (alone ? LANE_HEIGHT : 0));
    }
  }

  drawLane(svg, x, events, height) {
    const merged = [];
    for (const event of events) {
      const last = merged.at(-1);
      if (last && last.glyph === event.glyph && x(event.at) - x(last.at) < 26) last.times = (last.times ?? 1) + 1;
      else merged.push({ ...event });
    }
    let edge = MARGIN.left;
    merged.forEach((event, i) => {
      const at = x(event.at);
      const text = `${event.glyph.sign} ${event.glyph.text === "took over" ? `v${event.version} ` : ""}${event.glyph.text}${event.times ? ` ×${event.times}` : ""}`;
      const wide = 7 * text.length;
      const next = i + 1 < merged.length ? x(merged[i + 1].at) - 8 : x.range()[1];
      const after = at > edge && at + wide < next;
      const before = !after && at - wide > edge;
      const g = svg.append("g").attr("class", "event");
      g.append("line").attr("x1", at).attr("x2", at).attr("y1", height + 6).attr("y2", HEIGHT - MARGIN.bottom).attr("stroke", event.glyph.colour);
      g.append("text").attr("x", before ? at + 4 : at - 4).attr("y", height).attr("fill", event.glyph.colour)
        .attr("text-anchor", before ? "end" : "start").text(after || before ? text : event.glyph.sign);
      edge = after ? at + wide : at + 8;
    });
  }

  describe() {
    const row = this.latest;
    if (!row) return "Fidelity over time: nothing yet";
    const now = this.surrogates.map(name => `${nameOf(name)} ${ratio(row[this.quantity][name])}`).join(", ");
    return `Fidelity over time, ${QUANTITIES[this.quantity].text}. Latest: ${now}. Arrow keys read window by window.`;
  }

  table(rows, surrogates) {
    byId("windows").replaceChildren(el("table", {},
      el("thead", {}, el("tr", {}, el("th", {}, "Time"), el("th", { class: "num" }, "Version"), el("th", { class: "num" }, "Sequences"),
        surrogates.map(name => [el("th", { class: "num" }, `${name} decision agreement`), el("th", { class: "num" }, `${name} total variation`)]))),
      el("tbody", {}, rows.map(row => el("tr", {}, el("td", {}, clock(row.at)), el("td", { class: "num" }, String(row.version)),
        el("td", { class: "num" }, count(row.sequences)),
        surrogates.map(name => [el("td", { class: "num" }, ratio(row.decisionAgreement[name])), el("td", { class: "num" }, ratio(row.totalVariation[name]))]))))));
  }

  point(event) {
    if (!this.shown?.length) return;
    const at = this.x.invert(event.clientX - this.root.getBoundingClientRect().left).getTime();
    this.read(d3.bisectCenter(this.shown.map(row => row.at), at));
  }

  step(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !this.shown?.length) return;
    event.preventDefault();
    byId("reading").setAttribute("aria-live", "polite");
    this.read(Math.max(0, Math.min(this.shown.length - 1, (this.place ?? this.shown.length) + by)));
  }

  read(place, quietly = false) {
    this.place = place;
    const row = place === null ? null : this.shown?.[place];
    this.cursor?.attr("visibility", row ? "visible" : "hidden");
    if (!row) {
      byId("reading").textContent = "";
      return;
    }
    this.cursor.attr("x1", this.x(row.at)).attr("x2", this.x(row.at));
    if (quietly) return;
    byId("reading").textContent = `${clock(row.at)}, version ${row.version}: ` + this.surrogates.map(name =>
      `${name} decision agreement ${ratio(row.decisionAgreement[name])} (${count(row.positions[name])} positions), total variation ${
        ratio(row.totalVariation[name])}, top-1 ${ratio(row.agreement[name])}, KL ${ratio(row.klNats[name])} nats`).join("; ");
  }
}
