// Mouse, pen and touch on the stage: pan, pinch, wheel zoom, and the window by right drag.
import { byId, clamp } from "./dom.js";
import { fit, panBy, stage, view, zoomAt } from "./view.js";
import { grey, invertGrey, setWindow, usePreset } from "./window.js";

export const held = new Map();

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

export function resetFilm() {
  if (grey.inverted) invertGrey();
  usePreset("full");
  fit();
}

export function startGestures() {
  stage.addEventListener("pointerdown", onDown);
  stage.addEventListener("pointermove", onMove);
  stage.addEventListener("pointerup", onUp);
  stage.addEventListener("pointercancel", onUp);
  stage.addEventListener("wheel", onWheel, { passive: false });
  stage.addEventListener("dblclick", fit);
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  byId("reset").addEventListener("click", resetFilm);
}
