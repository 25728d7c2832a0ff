import { byId, el, nameOf, ratio, tone } from "./dom.js";
import { get } from "./api.js";
import { mood } from "./events.js";

const PAUSE_MILLIS = 2000;
const known = new Map();

/** How a model stands; its events are read again when something of it has changed. */
async function moodOf(one) {
  if (!one.served) return { mood: "bad", text: "not served" };
  const before = known.get(one.model);
  if (before?.changes === one.changes && before.version === one.version) return before.mood;
  const { events } = await get(`events?model=${encodeURIComponent(one.model)}`);
  const now = mood(events, one.version);
  known.set(one.model, { changes: one.changes, version: one.version, mood: now });
  return now;
}

async function row(one) {
  const { mood: is, text } = await moodOf(one);
  const { least } = one;
  const below = least && least.floor !== undefined && least.decisionAgreement < least.floor;
  return el("tr", { "data-model": one.model },
    el("td", {}, one.served ? el("a", { href: `?model=${encodeURIComponent(one.model)}` }, one.model) : one.model),
    el("td", {}, el("span", { class: "badge", "data-mood": is }, text), one.reason ? el("p", { class: "muted" }, one.reason) : null),
    el("td", { class: "num" }, one.version ? `v${one.version}` : "–"),
    el("td", {}, least ? el("span", { class: "tag", tone: tone(least.name) }, nameOf(least.name)) : "–"),
    el("td", { class: "num", "data-mood": below ? "bad" : undefined }, least ? ratio(least.decisionAgreement) : "–"),
    el("td", {}, one.task?.replace("-", " ") ?? "–"));
}

async function show() {
  const { models } = await get("models");
  byId("model").textContent = `${models.length} models`;
  const rows = await Promise.all(models.map(row));
  byId("models").replaceChildren(el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}, "Model"), el("th", {}, "State"), el("th", { class: "num" }, "Explanation"),
      el("th", {}, "Least faithful surrogate"), el("th", { class: "num" }, "Decision agreement"), el("th", {}, "Task"))),
    el("tbody", {}, rows)));
  const bad = models.filter(one => !one.served).length;
  byId("state").dataset.mood = bad ? "bad" : "good";
  byId("state").textContent = bad ? `${bad} of ${models.length} not served` : "all are served";
}

/** Shows the list of models, and keeps it up to date. */
export async function showModels(lost) {
  document.body.dataset.view = "models";
  document.title = "Understudy";
  byId("models-card").hidden = false;
  try {
    await show();
  } catch {
    lost();
  }
  setTimeout(() => showModels(lost), PAUSE_MILLIS);
}
