// Zoom and pan: where the film lies on the stage, in CSS pixels.
const stage = byId("stage");
const view = { zoom: 1, x: 0, y: 0, fitted: true };
const MARGIN = 10;
// Marks are drawn on a frame 1000 units wide, so that the numbers in them can be read.
const FRAME = 1000;
const frameX = (fraction) => fraction * FRAME;
const frameY = (fraction) => (fraction * FRAME * film.height) / film.width;

function fitScale() {
  return Math.min((stage.clientWidth - 2 * MARGIN) / film.width, (stage.clientHeight - 2 * MARGIN) / film.height);
}

function fit() {
  view.zoom = fitScale();
  view.x = (stage.clientWidth - film.width * view.zoom) / 2;
  view.y = (stage.clientHeight - film.height * view.zoom) / 2;
  view.fitted = true;
  place();
}

function zoomAt(x, y, factor) {
  const zoom = clamp(view.zoom * factor, fitScale() / 2, fitScale() * 16);
  view.x = x - ((x - view.x) * zoom) / view.zoom;
  view.y = y - ((y - view.y) * zoom) / view.zoom;
  view.zoom = zoom;
  view.fitted = false;
  place();
}

const zoomCentre = (factor) => zoomAt(stage.clientWidth / 2, stage.clientHeight / 2, factor);

// Some of the film always stays on the stage.
function panBy(dx, dy) {
  const keep = 60;
  view.x = clamp(view.x + dx, keep - film.width * view.zoom, stage.clientWidth - keep);
  view.y = clamp(view.y + dy, keep - film.height * view.zoom, stage.clientHeight - keep);
  view.fitted = false;
  place();
}

function place() {
  const wide = film.width * view.zoom;
  const high = film.height * view.zoom;
  for (const canvas of [byId("film"), byId("heat")]) {
    Object.assign(canvas.style, { left: `${view.x}px`, top: `${view.y}px`, width: `${wide}px`, height: `${high}px` });
  }
  byId("frame").setAttribute("transform", `translate(${view.x} ${view.y}) scale(${wide / FRAME})`);
  stage.style.setProperty("--unzoom", FRAME / wide);
  byId("side-right").style.left = `${Math.max(view.x, 0) + 8}px`;
  byId("side-left").style.right = `${Math.max(stage.clientWidth - view.x - wide, 0) + 8}px`;
  stage.dataset.zoom = (view.zoom / fitScale()).toFixed(3);
  stage.classList.toggle("fitted", view.fitted);
}

const held = new Map();

function stagePoint(event) {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function onDown(event) {
  if (event.button === 1) return;
  const touch = event.pointerType === "touch";
  held.set(event.pointerId, { ...stagePoint(event), right: event.button === 2, touch, moved: false });
}

function onMove(event) {
  const from = held.get(event.pointerId);
  if (!from) return;
  const to = stagePoint(event);
  if (!from.moved && Math.hypot(to.x - from.x, to.y - from.y) < 4) return;
  if (!from.moved) stage.setPointerCapture(event.pointerId);
  drag(from, to);
  Object.assign(from, to, { moved: true });
}

function drag(from, to) {
  if (held.size === 2) pinch(from, to);
  else if (from.right) setWindow(grey.level + (to.y - from.y) / 600, grey.width + (to.x - from.x) / 600);
  else if (!from.touch || !view.fitted) panBy(to.x - from.x, to.y - from.y);
}

function pinch(from, to) {
  const other = [...held.values()].find((pointer) => pointer !== from);
  const before = Math.hypot(from.x - other.x, from.y - other.y);
  const after = Math.hypot(to.x - other.x, to.y - other.y);
  if (before > 0) zoomAt(other.x, other.y, after / before);
}

function onUp(event) {
  const from = held.get(event.pointerId);
  stage.dataset.dragged = String(Boolean(from?.moved));
  held.delete(event.pointerId);
}

function onWheel(event) {
  event.preventDefault();
  const { x, y } = stagePoint(event);
  zoomAt(x, y, Math.exp(-clamp(event.deltaY, -200, 200) / 400));
}

function resetFilm() {
  if (grey.inverted) invertGrey();
  usePreset("full");
  fit();
}

function startView() {
  stage.addEventListener("pointerdown", onDown);
  stage.addEventListener("pointermove", onMove);
  stage.addEventListener("pointerup", onUp);
  stage.addEventListener("pointercancel", onUp);
  stage.addEventListener("wheel", onWheel, { passive: false });
  stage.addEventListener("dblclick", fit);
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  byId("reset").addEventListener("click", resetFilm);
  new ResizeObserver(() => (view.fitted ? fit() : place())).observe(stage);
  fit();
}
