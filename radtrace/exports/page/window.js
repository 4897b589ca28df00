// The display window (level and width as fractions of the range), its presets, and drawing the film with it.
import { byId, clamp, el, setPressed } from "./dom.js";
import { TOP, film, quantile } from "./film.js";

export const grey = { level: 0.5, width: 1, inverted: false, preset: "full" };

// Presets use this film's grey quantiles: aerated lung is darker, bone brighter.
export const PRESETS = {
  full: { name: "Full range", range: () => [0, 1] },
  film: { name: "Fit to film", range: () => [quantile(0.01), quantile(0.99)] },
  lung: { name: "Lung", range: () => [quantile(0.02), quantile(0.62)] },
  dense: { name: "Mediastinum, bone", range: () => [quantile(0.35), quantile(0.995)] },
};

export function usePreset(name) {
  const [low, high] = PRESETS[name].range();
  setWindow((low + high) / 2, Math.max(high - low, 0.02), name);
}

export function setWindow(level, width, preset = "own") {
  grey.level = clamp(level, 0, 1);
  grey.width = clamp(width, 0.01, 1);
  grey.preset = preset;
  showWindow();
  paintSoon();
}

export function invertGrey() {
  grey.inverted = !grey.inverted;
  setPressed(byId("invert"), grey.inverted);
  paintSoon();
}

function showWindow() {
  byId("level").value = grey.level * 100;
  byId("width").value = grey.width * 100;
  byId("preset").value = grey.preset;
  byId("window-text").textContent = `L ${Math.round(grey.level * 100)}%  W ${Math.round(grey.width * 100)}%`;
}

function greyTable() {
  const low = (grey.level - grey.width / 2) * TOP;
  const table = new Uint32Array(TOP + 1);
  for (let value = 0; value <= TOP; value += 1) {
    const shade = Math.round(clamp((value - low) / (grey.width * TOP), 0, 1) * 255);
    table[value] = (0xff000000 | ((grey.inverted ? 255 - shade : shade) * 0x010101)) >>> 0;
  }
  return table;
}

function paintFilm() {
  const context = byId("film").getContext("2d");
  const image = context.createImageData(film.width, film.height);
  const out = new Uint32Array(image.data.buffer);
  const table = greyTable();
  for (let i = 0; i < out.length; i += 1) out[i] = table[film.pixels[i]];
  context.putImageData(image, 0, 0);
}

let paintAsked = false;

function paintSoon() {
  if (paintAsked) return;
  paintAsked = true;
  requestAnimationFrame(() => {
    paintAsked = false;
    paintFilm();
  });
}

export function startWindow() {
  for (const [name, preset] of Object.entries(PRESETS)) byId("preset").append(el("option", { value: name }, preset.name));
  byId("preset").append(el("option", { value: "own", disabled: true }, "Custom"));
  byId("preset").addEventListener("change", (event) => usePreset(event.target.value));
  byId("level").addEventListener("input", (event) => setWindow(event.target.value / 100, grey.width));
  byId("width").addEventListener("input", (event) => setWindow(grey.level, event.target.value / 100));
  byId("invert").addEventListener("click", invertGrey);
  usePreset("full");
}
