// Keyboard shortcuts: the bindings, and the help that lists them.
import { byId, clamp, el } from "./dom.js";
import { resetFilm } from "./gestures.js";
import { clearHighlights } from "./highlight.js";
import { toggleLayer } from "./layers.js";
import { path } from "./record.js";
import { goToStep, leavePath, playOrPause } from "./replay.js";
import { replay } from "./timeline.js";
import { fit, panBy, zoomCentre } from "./view.js";
import { PRESETS, grey, invertGrey, setWindow, usePreset } from "./window.js";

function moveSentence(by) {
  const all = [...document.querySelectorAll(".said [data-sentence]")];
  if (!all.length) return;
  const at = all.findIndex((node) => node === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : clamp(at + by, 0, all.length - 1);
  all[next].focus();
}

function escape() {
  document.activeElement?.blur();
  leavePath();
  clearHighlights();
}

const preset = (number) => () => usePreset(Object.keys(PRESETS)[number - 1]);

const KEYS = [
  { keys: ["j"], does: () => moveSentence(1) },
  { keys: ["k"], does: () => moveSentence(-1) },
  { keys: ["ArrowRight"], does: () => goToStep(replay.step + 1) },
  { keys: ["ArrowLeft"], does: () => goToStep(replay.step - 1) },
  { keys: [" "], does: playOrPause },
  { keys: ["Home"], does: () => goToStep(0) },
  { keys: ["End"], does: () => goToStep(path.length - 1) },
  { keys: ["+", "="], does: () => zoomCentre(1.25) },
  { keys: ["-"], does: () => zoomCentre(0.8) },
  { keys: ["0"], does: fit },
  { keys: ["1"], does: preset(1) },
  { keys: ["2"], does: preset(2) },
  { keys: ["3"], does: preset(3) },
  { keys: ["4"], does: preset(4) },
  { keys: ["l"], does: () => setWindow(grey.level - 0.03, grey.width) },
  { keys: ["L"], does: () => setWindow(grey.level + 0.03, grey.width) },
  { keys: ["c"], does: () => setWindow(grey.level, grey.width * 0.9) },
  { keys: ["C"], does: () => setWindow(grey.level, grey.width / 0.9) },
  { keys: ["i"], does: invertGrey },
  { keys: ["r"], does: resetFilm },
  { keys: ["b"], does: () => toggleLayer("boxes") },
  { keys: ["e"], does: () => toggleLayer("evidence") },
  { keys: ["g"], does: () => toggleLayer("regions") },
  { keys: ["m"], does: () => toggleLayer("measures") },
  { keys: ["p"], does: () => toggleLayer("path") },
  { keys: ["?"], does: () => byId("help").showModal() },
  { keys: ["Escape"], does: escape },
];

const HELP = [
  ["J, K", "next, previous sentence"],
  ["Enter", "pin the highlight; Esc clears"],
  ["Left, Right", "previous, next step of the path"],
  ["Space", "play or pause the path"],
  ["Home, End", "first, last step"],
  ["Wheel, +, −", "zoom; 0 or double click fits"],
  ["Drag, Shift + arrows", "move the film"],
  ["Right drag", "window: horizontal is width, vertical is level"],
  ["L, Shift + L", "brighter, darker"],
  ["C, Shift + C", "more, less contrast"],
  ["1 2 3 4", "window: full range, film, lung, mediastinum"],
  ["I, R", "invert, reset"],
  ["B E G M P", "boxes, evidence, regions, measure, path"],
  ["?", "this list"],
];

const PANS = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
const bound = new Map(KEYS.flatMap(({ keys, does }) => keys.map((key) => [key, does])));

// A focused control keeps the keys it needs; on the path's slider, arrows move by steps.
function ownKey(target, key) {
  if (target.matches("select")) return key !== "Escape" && key !== "?";
  if (target.id === "scrub") return key === "ArrowUp" || key === "ArrowDown";
  if (target.matches("input")) return key.startsWith("Arrow") || key === "Home" || key === "End";
  return key === " " && target.closest("button, summary, a, [role=button]") !== null;
}

function pressed(target) {
  const node = target.closest("[role=button]");
  node?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

function onKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.shiftKey && key in PANS) panBy(...PANS[key]);
  else if ((key === "Enter" || key === " ") && target.closest("[role=button]")) pressed(target);
  else if (ownKey(target, key) || !bound.has(key)) return;
  else bound.get(key)();
  event.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  byId("help-list").append(...HELP.flatMap(([keys, does]) => [el("dt", {}, keys), el("dd", {}, does)]));
  byId("help-open").addEventListener("click", () => byId("help").showModal());
}
