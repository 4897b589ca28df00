// Evidence maps: coarse grids, drawn smoothly over the film. Values are square roots of probabilities, as packed,
// so that rare findings have visible shades.
import { bytesOf } from "./codec.js";
import { byId, clamp, el } from "./dom.js";
import { film } from "./film.js";
import { findings, onFilm, payload } from "./record.js";
import { stage } from "./view.js";
import { conceptName, percent } from "./words.js";

const HEAT_SIDE = 320;
const HEAT_ALPHA = 105;
const grids = new Map();

function gridOf(concept) {
  if (!(concept in payload.maps)) return null;
  if (!grids.has(concept)) {
    const { width, height, data } = payload.maps[concept];
    const values = Float32Array.from(bytesOf(data), (byte) => byte / 255);
    grids.set(concept, { width, height, values, peak: values.reduce((a, b) => Math.max(a, b), 0) });
  }
  return grids.get(concept);
}

// Cubic convolution (Keys 1981), which interpolates the grid's values exactly.
function cubic(a, b, c, d, t) {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function sampled(at, count, position) {
  const base = Math.floor(position);
  const value = (i) => at(clamp(i, 0, count - 1));
  return cubic(value(base - 1), value(base), value(base + 1), value(base + 2), position - base);
}

// Cell i of n covers the film from i / n to (i + 1) / n; its value is at its centre.
function upsampled(grid, width, height) {
  const rows = new Float32Array(width * grid.height);
  for (let i = 0; i < rows.length; i += 1) {
    const start = Math.floor(i / width) * grid.width;
    const x = (((i % width) + 0.5) / width) * grid.width - 0.5;
    rows[i] = sampled((column) => grid.values[start + column], grid.width, x);
  }
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i += 1) {
    const y = ((Math.floor(i / width) + 0.5) / height) * grid.height - 0.5;
    out[i] = sampled((row) => rows[row * width + (i % width)], grid.height, y);
  }
  return out;
}

function heatSize() {
  const scale = HEAT_SIDE / Math.max(film.width, film.height);
  return [Math.max(1, Math.round(film.width * scale)), Math.max(1, Math.round(film.height * scale))];
}

// The colour scale starts at the absent threshold and reaches at least the present threshold, so the map of an
// absent finding shows little or nothing.
function heatRange(finding, peak) {
  const low = Math.sqrt(finding.absent_below ?? 0);
  return [low, Math.max(peak, Math.sqrt(finding.present_from ?? 0.05), low + 0.01)];
}

function strongest(ids) {
  const shown = ids.map((id) => findings.get(id)).filter((finding) => onFilm(finding) && gridOf(finding.concept));
  return shown.sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0))[0] ?? null;
}

function paintHeat(finding) {
  const grid = gridOf(finding.concept);
  const [width, height] = heatSize();
  const canvas = byId("heat");
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  const [low, top] = heatRange(finding, grid.peak);
  upsampled(grid, width, height).forEach((value, i) => {
    const share = clamp((value - low) / (top - low), 0, 1);
    image.data.set([255, 96 + 120 * share, 32, share * HEAT_ALPHA], i * 4);
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
  showLegend(finding, low ** 2, top ** 2);
}

function showLegend(finding, low, top) {
  const scale = el("span", { class: "heat-scale" }, percent(low), el("i", {}), percent(top));
  byId("heat-legend").replaceChildren(`Local evidence: ${conceptName(finding.concept)} `, scale);
}

// Show the map of the most probable of these findings; hide it if none has a map.
export function showEvidence(ids) {
  const finding = strongest(ids);
  const on = Boolean(finding) && stage.classList.contains("with-evidence");
  if (on && byId("heat").dataset.finding !== finding.id) paintHeat(finding);
  byId("heat").dataset.finding = on ? finding.id : "";
  byId("heat").classList.toggle("on", on);
  byId("heat-legend").hidden = !on;
}
