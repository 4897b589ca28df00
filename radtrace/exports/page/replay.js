// Replay of the inspection path in time: clock, play, pause, steps.
import { byId, clamp, el } from "./dom.js";
import { HIGHLIGHTS, setHighlight } from "./highlight.js";
import { showPathList } from "./path-list.js";
import { path } from "./record.js";
import { pathIntro, stepSummary } from "./step-text.js";
import { endOf, pathEnd, replay, stops } from "./timeline.js";
import { drawPath, showStops } from "./trail.js";

function showClock() {
  const seconds = replay.time ?? 0;
  byId("scrub").value = seconds;
  byId("clock").textContent = `${seconds.toFixed(1)} / ${pathEnd.toFixed(1)} s`;
}

function showStep() {
  const step = path[replay.step];
  byId("step-text").replaceChildren(...(step ? stepSummary(step, replay.step) : [el("p", { class: "quiet" }, pathIntro())]));
  for (const node of document.querySelectorAll("[data-step], .segment")) {
    const here = step && (node.dataset.step ?? node.dataset.of) === step.id;
    if (here) node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
  }
  setHighlight("path", step ? HIGHLIGHTS.step(step.id) : null);
}

function setReplay(time, step) {
  const moved = step !== replay.step;
  Object.assign(replay, { time, step });
  if (moved) showStep();
  showStops();
  showClock();
}

function goToTime(time) {
  const seconds = clamp(time, 0, pathEnd);
  const last = stops.filter((stop) => stop.start_s <= seconds).at(-1) ?? stops[0];
  setReplay(seconds, last ? last.step : -1);
}

// Going to a step shows all its fixations; a step without fixations leaves the clock unchanged.
export function goToStep(number) {
  if (!path.length) return;
  pause();
  const step = clamp(number, 0, path.length - 1);
  const before = stops.filter((stop) => stop.step <= step);
  setReplay(before.reduce((end, stop) => Math.max(end, endOf(stop)), 0), step);
}

export function leavePath() {
  pause();
  setReplay(null, -1);
}

function setPlaying(on) {
  replay.playing = on;
  byId("play").classList.toggle("playing", on);
  byId("play").setAttribute("aria-label", on ? "Pause" : "Play");
  byId("step-text").setAttribute("aria-live", on ? "off" : "polite");
}

function pause() {
  if (!replay.playing) return;
  cancelAnimationFrame(replay.frame);
  setPlaying(false);
}

function play() {
  if (!stops.length) return;
  if (replay.time === null || replay.time >= pathEnd) goToTime(0);
  setPlaying(true);
  let before = null;
  const tick = (now) => {
    goToTime(replay.time + ((now - (before ?? now)) / 1000) * replay.speed);
    before = now;
    if (replay.time >= pathEnd) pause();
    else replay.frame = requestAnimationFrame(tick);
  };
  replay.frame = requestAnimationFrame(tick);
}

export const playOrPause = () => (replay.playing ? pause() : play());

export function startReplay() {
  drawPath();
  showPathList();
  byId("path-list").addEventListener("click", (event) => {
    const row = event.target.closest("[data-number]");
    if (row) goToStep(Number(row.dataset.number));
  });
  byId("scrub").max = pathEnd;
  byId("scrub").addEventListener("input", (event) => {
    pause();
    goToTime(Number(event.target.value));
  });
  byId("play").addEventListener("click", playOrPause);
  byId("step-back").addEventListener("click", () => goToStep(replay.step - 1));
  byId("step-next").addEventListener("click", () => goToStep(replay.step + 1));
  byId("speed").addEventListener("change", (event) => Object.assign(replay, { speed: Number(event.target.value) }));
  showStep();
  setReplay(null, -1);
}
