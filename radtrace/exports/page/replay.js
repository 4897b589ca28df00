// The path of inspection, replayed with its dwell. `time` is null until the path is entered.
const replay = { time: null, step: -1, playing: false, speed: 1, frame: 0, marks: [] };
const stops = path
  .flatMap((step, number) => step.fixations.filter(onFilm).map((fixation) => ({ ...fixation, step: number })))
  .sort((a, b) => a.start_s - b.start_s);
const endOf = (stop) => stop.start_s + stop.duration_s;
const pathEnd = stops.reduce((end, stop) => Math.max(end, endOf(stop)), 0);
const TRAIL = 8;

const dwellOf = (step) => step.fixations.reduce((sum, fixation) => sum + fixation.duration_s, 0);
// Area, not radius, grows in proportion to dwell.
const ringRadius = (seconds) => 4 + 22 * Math.sqrt(Math.min(seconds, 2));

function drawStop(stop) {
  const ring = svg("circle", { class: "ring", r: ringRadius(stop.duration_s) });
  const mark = fixedAt(frameX(stop.x), frameY(stop.y), ring, svg("circle", { class: "dot", r: 2.5 }));
  mark.classList.add("stop");
  return mark;
}

function drawPath() {
  replay.marks = stops.map(drawStop);
  replay.line = svg("polyline", { class: "trail" });
  byId("layer-path").replaceChildren(replay.line, ...replay.marks);
}

function stopState(stop, begun, number) {
  if (replay.time === null || stop.start_s > replay.time) return "ahead";
  if (stop.step === replay.step) return replay.time < endOf(stop) ? "now" : "here";
  return begun - number <= TRAIL ? "recent" : "past";
}

function showStops() {
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

function showClock() {
  const seconds = replay.time ?? 0;
  byId("scrub").value = seconds;
  byId("clock").textContent = `${seconds.toFixed(1)} / ${pathEnd.toFixed(1)} s`;
}

const quiet = (text) => el("span", { class: "quiet" }, text);
// A person's gaze comes with what was said; a protocol's steps with what was seen.
const stopWord = reading.steps.length ? "step" : "visit";
const seenWord = reading.steps.length ? "Seen: " : reading.gaze?.words.length ? "Said: " : "";
const letterMark = (step) => el("span", { class: "letter" }, regionLetter(step.region));

function stepSummary(step, number) {
  const sought = step.looked_for.map(conceptName).join(", ");
  const count = ` ${stopWord} ${number + 1} of ${path.length} · ${dwellOf(step).toFixed(1)} s${sought ? " · looked for " : ""}`;
  const seen = step.seen || (regions.get(step.region)?.reason ?? "");
  return [
    el("p", { title: sought }, letterMark(step), el("b", {}, regionName(step.region)), quiet(count), sought),
    el("p", {}, quiet(seenWord), seen),
  ];
}

function showStep() {
  const step = path[replay.step];
  byId("step-text").replaceChildren(...(step ? stepSummary(step, replay.step) : [el("p", { class: "quiet" }, pathIntro())]));
  for (const node of document.querySelectorAll("[data-step], .segment")) {
    const here = step && (node.dataset.step ?? node.dataset.of) === step.id;
    if (here) node.setAttribute("aria-current", "step");
    else node.removeAttribute("aria-current");
  }
  setLight("path", step ? LIGHTS.step(step.id) : null);
}

function pathIntro() {
  if (!path.length) return "This reading holds no path of inspection.";
  return `The reader's path: ${path.length} ${stopWord}s, ${stops.length} fixations, ${pathEnd.toFixed(1)} s. Play it, or step with the arrow keys.`;
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

// A step is shown with all its fixations made; one without any keeps the clock where it was.
function goToStep(number) {
  if (!path.length) return;
  pause();
  const step = clamp(number, 0, path.length - 1);
  const before = stops.filter((stop) => stop.step <= step);
  setReplay(before.reduce((end, stop) => Math.max(end, endOf(stop)), 0), step);
}

function leavePath() {
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

const playOrPause = () => (replay.playing ? pause() : play());

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
  row.addEventListener("click", () => goToStep(number));
  return el("li", {}, row);
}

function startReplay() {
  drawPath();
  byId("segments").replaceChildren(...path.map(segment).filter(Boolean));
  byId("path-list").replaceChildren(...path.map(pathItem));
  byId("path-count").textContent = `${path.length} ${stopWord}s · ${stops.length} fixations · ${pathEnd.toFixed(1)} s`;
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
