import { byId, count, el, nameOf, ratio, share, shares, span, tone } from "./dom.js";
import { api, get, model } from "./api.js";
import { Attractors } from "./attractors.js";
import { Automaton } from "./automaton.js";
import { Chart } from "./chart.js";
import { mood, showEpisodes } from "./events.js";
import { showDisagreements, showLetters, showSegments } from "./lists.js";
import { showModels } from "./models.js";
import { showRules } from "./rules.js";

const chart = new Chart();
const automaton = new Automaton();
const attractors = new Attractors();
const seen = { fidelity: -1, events: -1, "dead-letters": -1 };
let status = null;
let events = [];
let visits = null;
let drawn = null;
let since = 0;
let held = false;

function showStatus(now) {
  status = now;
  chart.floor = Math.min(...now.surrogates.map(one => one.floor ?? Infinity));
  chart.now = now.now;
  document.title = `${now.model} · Understudy`;
  byId("model").textContent = now.model;
  byId("task").textContent = now.task.replace("-", " ");
  byId("ask").hidden = !now.mayExtract;
  byId("clock").textContent = `Streams ${now.streams.toLowerCase()}, ${new Date(now.now).toLocaleString("en-GB")}`;
  showMood();
  showTiles();
  if (now.version && now.made !== drawn) {
    drawn = now.made;
    automaton.load(now.surrogates);
    attractors.load();
  }
}

function showMood() {
  if (!status) return;
  const now = mood(events, status.version);
  const { work } = status;
  const far = now.mood === "warn" && work && work.done < work.of ? ` (${work.stage} ${Math.round(100 * work.done / work.of)} %)` : "";
  const badge = byId("state");
  badge.dataset.mood = now.mood;
  if (badge.textContent !== now.text + far) badge.textContent = now.text + far;
}

function tile(label, value, note, { mood: is, tone: colour } = {}) {
  return el("li", { class: "tile", tone: colour }, el("div", { class: "label" }, label),
    el("div", { class: "value", "data-mood": is }, value), el("div", { class: "note" }, note));
}

const SIZES = { finite: "states", rules: "phrases" };
const sizeOf = ({ kind, states }) => SIZES[kind] ? `${count(states)} ${SIZES[kind]}` : `rank ${states}`;

function showTiles() {
  const latest = chart.latest;
  const off = visits?.attractors && visits.version === status.version
    ? shares(visits.attractors).at(-1) : undefined;
  const rate = latest && status.now - latest.at < 15000 && latest.at > latest.begin
    ? latest.sequences / Math.min(status.windowSeconds, (latest.at - latest.begin) / 1000) : 0;
  byId("tiles").replaceChildren(
    ...status.surrogates.map(one => tile(nameOf(one.name), ratio(one.decisionAgreement),
      `decision agreement; total variation ${ratio(one.totalVariation)}, ${sizeOf(one)}`,
      { tone: tone(one.name), mood: one.decisionAgreement < one.floor ? "bad" : undefined })),
    tile("Explanation", status.version ? `v${status.version}` : "none yet",
      status.made ? `distilled ${span((status.now - status.made) / 1000)} ago` : "waits for traffic"),
    tile("Traffic", rate ? `${rate.toFixed(rate < 10 ? 1 : 0)}/s` : "–", "sequences scored"),
    ...(status.attractors ? [tile("Off attractors", share(off), `${status.attractors} known places`)] : []),
    tile("Dead letters", count(status.deadLetters), status.deadLetters ? "see below" : "everything was scored",
      { mood: status.deadLetters ? "bad" : undefined }));
}

async function refresh(revisions) {
  const changed = name => revisions[name] !== seen[name];
  if (changed("events")) {
    seen.events = revisions.events;
    ({ events } = await get("events"));
    chart.events = events;
    showEpisodes(events);
    showMood();
    chart.draw();
  }
  if (changed("fidelity")) {
    seen.fidelity = revisions.fidelity;
    const series = await get(`fidelity?since=${since}`);
    since = Math.max(since, ...series.at) - 1;
    chart.add(series);
    showSegments((await get("segments")).segments, status);
    const hasRules = status?.surrogates.some(({ kind }) => kind === "rules");
    showRules(hasRules ? await get("rules") : null);
    visits = await get("visits");
    automaton.show(visits);
    attractors.show(visits);
    if (!held) showDisagreements((await get("disagreements")).disagreements, status?.version, look);
  }
  if (changed("dead-letters")) {
    seen["dead-letters"] = revisions["dead-letters"];
    showLetters(await get("dead-letters"));
  }
}

async function look(surrogate, state) {
  await automaton.choose(surrogate);
  automaton.select(state);
  byId("automaton-title").scrollIntoView({ behavior: "smooth" });
}

let refreshing = false;
function listen() {
  const stream = new EventSource(api("stream"));
  stream.addEventListener("status", ({ data }) => showStatus(JSON.parse(data)));
  stream.addEventListener("changed", async ({ data }) => {
    if (refreshing) return;
    refreshing = true;
    try {
      await refresh(JSON.parse(data));
    } catch {
      lost();
    } finally {
      refreshing = false;
    }
  });
  stream.addEventListener("missing", ({ data }) => {
    stream.close();
    byId("model").textContent = model ?? "…";
    byId("state").dataset.mood = "bad";
    byId("state").textContent = data;
  });
  stream.addEventListener("error", lost);
}

/** One model's page, or, of several, the list of them. */
async function begin() {
  try {
    const { models } = await get("models");
    byId("all").hidden = models.length === 1;
    if (model || models.length === 1) listen();
    else showModels(lost);
  } catch {
    lost();
    setTimeout(begin, 2000);
  }
}

function lost() {
  byId("state").dataset.mood = "wait";
  byId("state").textContent = "no connection; trying again";
}

byId("hold").addEventListener("click", ({ target }) => {
  held = !held;
  target.setAttribute("aria-pressed", held);
});

const THEMES = { "": ["◐", "as the system has them"], light: ["☀", "light"], dark: ["☾", "dark"] };
function showTheme() {
  const [sign, words] = THEMES[document.documentElement.dataset.theme ?? ""];
  byId("theme").textContent = sign;
  byId("theme").setAttribute("aria-label", `Colours: ${words}`);
}
byId("theme").addEventListener("click", () => {
  const order = Object.keys(THEMES);
  const next = order[(order.indexOf(document.documentElement.dataset.theme ?? "") + 1) % order.length];
  if (next) {
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
  } else {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("theme");
  }
  showTheme();
});

byId("ask").addEventListener("click", () => {
  byId("answer").textContent = "";
  byId("asking").showModal();
});
byId("send").addEventListener("click", async () => {
  const answer = await fetch(api("extractions"), { method: "POST", headers: { Authorization: `Bearer ${byId("token").value}` } });
  byId("answer").textContent = (await answer.json()).message;
});

showTheme();
showDisagreements([]);
showLetters({ read: 0, deadLetters: [] });
showEpisodes([]);
begin();
