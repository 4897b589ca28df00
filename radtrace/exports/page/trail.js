// The path on the film: a ring for each fixation, and a line through the latest.
import { byId, stillMotion, svg } from "./dom.js";
import { fixedAt } from "./marks.js";
import { TRAIL, endOf, replay, stops } from "./timeline.js";
import { frameX, frameY } from "./view.js";

// The ring's area is proportional to dwell.
const ringRadius = (seconds) => 4 + 22 * Math.sqrt(Math.min(seconds, 2));

function drawStop(stop) {
  const ring = svg("circle", { class: "ring", r: ringRadius(stop.duration_s) });
  const mark = fixedAt(frameX(stop.x), frameY(stop.y), ring, svg("circle", { class: "dot", r: 2.5 }));
  mark.classList.add("stop");
  return mark;
}

export function drawPath() {
  replay.marks = stops.map(drawStop);
  replay.line = svg("polyline", { class: "trail" });
  byId("layer-path").replaceChildren(replay.line, ...replay.marks);
}

function stopState(stop, begun, number) {
  if (replay.time === null || stop.start_s > replay.time) return "ahead";
  if (stop.step === replay.step) return replay.time < endOf(stop) ? "now" : "here";
  return begun - number <= TRAIL ? "recent" : "past";
}

export function showStops() {
  const begun = replay.time === null ? 0 : stops.filter((stop) => stop.start_s <= replay.time).length;
  stops.forEach((stop, number) => {
    const state = stopState(stop, begun, number);
    replay.marks[number].dataset.state = state;
    const seen = state === "now" && !stillMotion.matches ? replay.time - stop.start_s : stop.duration_s;
    replay.marks[number].querySelector(".ring").setAttribute("r", ringRadius(seen).toFixed(1));
  });
  const trail = stops.slice(Math.max(0, begun - TRAIL), begun);
  replay.line.setAttribute("points", trail.map((stop) => `${frameX(stop.x)},${frameY(stop.y)}`).join(" "));
}
