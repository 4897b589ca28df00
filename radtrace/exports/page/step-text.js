// The current step in words.
import { el } from "./dom.js";
import { path, reading, regions } from "./record.js";
import { dwellOf, pathEnd, stops } from "./timeline.js";
import { conceptName, regionLetter, regionName } from "./words.js";

const quiet = (text) => el("span", { class: "quiet" }, text);

// Gaze recordings come with dictation, protocol steps with what was seen.
export const stopWord = reading.steps.length ? "step" : "visit";

const seenWord = reading.steps.length ? "Seen: " : reading.gaze?.words.length ? "Said: " : "";
export const letterMark = (step) => el("span", { class: "letter" }, regionLetter(step.region));

export function stepSummary(step, number) {
  const targets = step.looked_for.map(conceptName).join(", ");
  const count = ` ${stopWord} ${number + 1} of ${path.length} · ${dwellOf(step).toFixed(1)} s${targets ? " · looked for " : ""}`;
  const seen = step.seen || (regions.get(step.region)?.reason ?? "");
  return [
    el("p", { title: targets }, letterMark(step), el("b", {}, regionName(step.region)), quiet(count), targets),
    el("p", {}, quiet(seenWord), seen),
  ];
}

export function pathIntro() {
  if (!path.length) return "This reading has no inspection path.";
  return `The reader's path: ${path.length} ${stopWord}s, ${stops.length} fixations, ${pathEnd.toFixed(1)} s. Play it, or step with the arrow keys.`;
}
