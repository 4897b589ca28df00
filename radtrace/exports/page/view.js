// Zoom and pan: position of the film on the stage, in CSS pixels.
import { byId, clamp } from "./dom.js";
import { film } from "./film.js";

export const stage = byId("stage");
export const view = { zoom: 1, x: 0, y: 0, fitted: true };
const MARGIN = 10;

// Marks use a frame 1000 units wide, which keeps coordinates readable.
const FRAME = 1000;

export const frameX = (fraction) => fraction * FRAME;
export const frameY = (fraction) => (fraction * FRAME * film.height) / film.width;

function fitScale() {
  return Math.min((stage.clientWidth - 2 * MARGIN) / film.width, (stage.clientHeight - 2 * MARGIN) / film.height);
}

export function fit() {
  view.zoom = fitScale();
  view.x = (stage.clientWidth - film.width * view.zoom) / 2;
  view.y = (stage.clientHeight - film.height * view.zoom) / 2;
  view.fitted = true;
  place();
}

export function zoomAt(x, y, factor) {
  const zoom = clamp(view.zoom * factor, fitScale() / 2, fitScale() * 16);
  view.x = x - ((x - view.x) * zoom) / view.zoom;
  view.y = y - ((y - view.y) * zoom) / view.zoom;
  view.zoom = zoom;
  view.fitted = false;
  place();
}

export const zoomCentre = (factor) => zoomAt(stage.clientWidth / 2, stage.clientHeight / 2, factor);

// Part of the film always stays on the stage.
export function panBy(dx, dy) {
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

export function startView() {
  new ResizeObserver(() => (view.fitted ? fit() : place())).observe(stage);
  fit();
}
