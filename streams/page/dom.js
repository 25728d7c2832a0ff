/** An element with attributes and children; text stays text. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "tone") made.style.setProperty("--tone", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = id => document.getElementById(id);

/** A picture that the server drew, as elements of this page. */
export function picture(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

export function svgEl(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Makes a part of a picture a button, for the keyboard too. */
export function pressable(part, press) {
  part.setAttribute("tabindex", "0");
  part.setAttribute("role", "button");
  part.setAttribute("aria-pressed", "false");
  part.addEventListener("click", press);
  part.addEventListener("keydown", event => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press();
    }
  });
}

export const share = value => value === null || value === undefined || Number.isNaN(value) ? "–"
  : `${(100 * value).toFixed(value > 0 && value < 0.095 ? 1 : 0)} %`;
export const ratio = value => value === null || value === undefined ? "–" : value.toFixed(3);
export const count = value => value.toLocaleString("en").replaceAll(",", "\u2009");
export const clock = at => new Date(at).toLocaleTimeString("en-GB");
export const when = at => new Date(at).toDateString() === new Date().toDateString() ? clock(at)
  : `${new Date(at).toLocaleDateString("en-CA")} ${clock(at)}`;

/** Counts as shares of all of them. */
export function shares(counts) {
  const all = counts.reduce((sum, one) => sum + one, 0) || 1;
  return counts.map(one => one / all);
}

export function span(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.round(seconds / 86400)} days`;
}

const NAMES = { fsa: "Finite automaton", wa: "Weighted automaton", rules: "Rules" };
export const nameOf = surrogate => NAMES[surrogate] ?? surrogate;
export const tone = surrogate => `var(--${surrogate in NAMES ? surrogate : "wa"})`;

/** A bar for a share, with its figure. */
export function bar(label, value, colour, most = 1) {
  return el("div", { class: "bar", tone: colour },
    el("span", {}, label),
    el("span", { class: "track" }, el("span", { class: "fill", style: `width:${Math.min(100, 100 * value / most)}%` })),
    el("span", { class: "of" }, share(value)));
}

/** Marks one button of a group as the one that is on. */
export function press(group, chosen) {
  for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", button === chosen);
}
