import { byId, el, ratio, share, span, when, nameOf } from "./dom.js";

/** What began together and ended with one decision, oldest event first; the latest episode first. */
export function episodes(events) {
  const all = [];
  let open = null;
  for (const event of [...events].reverse()) {
    if (event.type === "distillation-stopped" && !open && all.length) {
      all[0].stopped = event;
      continue;
    }
    if (isNote(event)) {
      // What is under way stays the latest.
      all.splice(open ? 1 : 0, 0, { causes: [event], note: true });
      continue;
    }
    if (!open) all.unshift(open = { causes: [] });
    if (event.type === "extraction-requested") open.requested = event;
    else if (event.type === "extraction-decided") {
      open.decided = event;
      open = null;
    } else open.causes.push(event);
  }
  return all;
}

/** What no distillation follows from by itself. */
function isNote(event) {
  return event.type === "model-refused" || event.type === "served-differs"
    || event.type === "model-changed" && event.kept && !event.attractorsLost;
}

/** How it stands: what the latest episode says. */
export function mood(events, version) {
  const [latest] = episodes(events).filter(one => !one.note);
  const open = latest && !latest.decided ? latest : null;
  if (open?.requested) return { mood: "warn", text: version ? "distilling anew" : "distilling the first explanation" };
  if (!version) return { mood: "wait", text: "gathering traffic" };
  if (open?.causes.some(cause => cause.type === "drift")) return { mood: "bad", text: "drift: the explanation no longer holds" };
  if (open?.causes.some(cause => cause.type === "attractor-shift")) return { mood: "warn", text: "other attractors are visited" };
  if (latest?.stopped) return { mood: "warn", text: "nothing better can be distilled" };
  return { mood: "good", text: "the explanation holds" };
}

const ATTRACTORS = ["attractor-shift", "attractors-unknown"];
const FIRST = { initial: "The first explanation", "model-changed": "The first explanation of another model file" };
const short = sha => sha ? sha.slice(0, 8) : "unknown";
const guess = guesses => guesses.length ? `${guesses[0].name} ${ratio(guesses[0].probability)}` : "nothing readable";

const MEASURES = { decisionAgreement: "decision agreement", totalVariation: "total variation" };

function cause(event) {
  if (event.type === "drift") {
    const measure = MEASURES[event.measure];
    const many = event.count.toLocaleString("en");
    return event.detector === "floor"
      ? `${nameOf(event.surrogate)} v${event.version}: ${measure} ${ratio(event.after)} is beyond its limit of ${ratio(event.before)} (${many} positions)`
      : `${nameOf(event.surrogate)} v${event.version}: ${measure} went from ${ratio(event.before)} to ${ratio(event.after)} (ADWIN, ${many} sequences)`;
  }
  if (event.type === "attractor-shift") {
    const most = Object.entries(event.shares).slice(0, 2)
      .map(([at, moved]) => `${at} ${share(moved.before)} → ${share(moved.after)}`).join(", ");
    return `Attractors: visits are ${ratio(event.distance)} from the reference, usual is ${ratio(event.usual)} (${most})`;
  }
  if (event.type === "model-changed") {
    const kept = event.kept ? "surrogates of it are in force" : "new surrogates are distilled";
    return `Another model file (${short(event.before)} → ${short(event.after)}), ${event.verdict}: ${event.reason}; ${kept}`;
  }
  if (event.type === "model-refused") return `The file in the model's folder is refused, ${short(event.serving)} stays: ${event.reason}`;
  if (event.type === "served-differs") {
    const [first] = event.examples;
    const example = first ? ` (${first.id}: ${guess(first.served)} there, ${guess(first.model)} here)` : "";
    return `Production answers otherwise than this file: ${event.differed} of ${event.compared.toLocaleString("en")} answers${example}`;
  }
  return "Asked for by hand";
}

/** What contributes most to a drop, as a table in small. */
function contributions(event) {
  if (!event.contributions?.length) return null;
  return el("ul", { class: "contributions" }, event.contributions.slice(0, 6).map(one => el("li", { "data-dimension": one.dimension },
    el("span", { class: "tag" }, one.dimension), el("span", { class: "mono" }, one.value),
    el("span", { class: "muted" }, `${ratio(one.before)} → ${ratio(one.after)}, ${share(one.share)} of the traffic, ${share(Math.min(1, one.explains))} of the drop`))));
}

function outcome(episode) {
  const { requested, decided } = episode;
  if (decided) {
    const figures = decided.decisionAgreementChallenger === undefined ? ""
      : `: decision agreement ${ratio(decided.decisionAgreementChallenger)}${decided.decisionAgreementIncumbent === undefined ? "" : `, the old one ${ratio(decided.decisionAgreementIncumbent)},`} on ${decided.heldOut} held-out sequences`;
    const words = { promoted: ATTRACTORS.includes(decided.trigger)
      ? `Attractors found anew, in version ${decided.version},` : `Version ${decided.version} took over`, rejected: "The new one was no better",
      failed: `Distillation failed: ${decided.reason}`, superseded: "Another version had taken over" };
    return { tone: decided.outcome === "promoted" ? "var(--good)" : "var(--bad)",
      text: `${words[decided.outcome] ?? decided.outcome} after ${span(decided.seconds)}${figures}${
        episode.stopped ? "; no more tries until the traffic changes" : ""}` };
  }
  return requested
    ? { tone: "var(--warn)", text: `Distilling from ${requested.sequences.toLocaleString("en")} recent sequences` }
    : { tone: "var(--bad)", text: "Open: traffic is gathered to distil from" };
}

export function showEpisodes(events) {
  const list = byId("episodes");
  const shown = episodes(events).slice(0, 12);
  if (!shown.length) {
    list.replaceChildren(el("li", { class: "empty" }, "Nothing has happened yet."));
    return;
  }
  list.replaceChildren(...shown.map(episode => {
    const onlyShift = !episode.requested && !episode.decided && !episode.causes.some(one => one.type !== "attractor-shift");
    const end = episode.note ? { tone: episode.causes[0].type === "model-changed" ? "var(--good)" : "var(--bad)", text: "" } : onlyShift ? { tone: "var(--shift)", text: "Watched; the explanation itself still agrees" } : outcome(episode);
    const at = episode.causes[0]?.at ?? episode.requested?.at ?? episode.decided.at;
    return el("li", { class: "episode", tone: end.tone },
      el("time", { datetime: new Date(at).toISOString() }, when(at)),
      episode.causes.length ? episode.causes.map(event => el("span", {}, cause(event), contributions(event)))
        : el("span", {}, FIRST[(episode.requested ?? episode.decided).trigger] ?? "The next try"),
      el("span", { class: "outcome" }, end.text));
  }));
}
