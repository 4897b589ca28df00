// The path as a list, and as segments of the time bar.
import { byId, el } from "./dom.js";
import { path } from "./record.js";
import { letterMark, stopWord } from "./step-text.js";
import { dwellOf, endOf, pathEnd, stops } from "./timeline.js";
import { regionLetter, regionName } from "./words.js";

function segment(step, number) {
  const mine = stops.filter((stop) => stop.step === number);
  if (!mine.length) return null;
  const before = path[number - 1];
  const opens = !before || regionLetter(before.region) !== regionLetter(step.region);
  const part = el("i", { class: `segment${step.findings.length ? " led" : ""}${opens ? " opens" : ""}`, "data-of": step.id });
  part.style.left = `${(mine[0].start_s / pathEnd) * 100}%`;
  part.style.width = `${((endOf(mine.at(-1)) - mine[0].start_s) / pathEnd) * 100}%`;
  if (opens) part.append(el("b", {}, regionLetter(step.region)));
  return part;
}

function pathItem(step, number) {
  const dwell = step.assessed ? `${dwellOf(step).toFixed(1)} s` : "–";
  const row = el(
    "div",
    { tabindex: 0, role: "button", class: "path-step", "data-step": step.id, "data-number": number },
    letterMark(step),
    el("span", { class: "name" }, regionName(step.region)),
    el("span", { class: "number" }, dwell),
    el("span", { class: "where" }, step.seen),
  );
  return el("li", {}, row);
}

export function showPathList() {
  byId("segments").replaceChildren(...path.map(segment).filter(Boolean));
  byId("path-list").replaceChildren(...path.map(pathItem));
  byId("path-count").textContent = `${path.length} ${stopWord}s · ${stops.length} fixations · ${pathEnd.toFixed(1)} s`;
}
