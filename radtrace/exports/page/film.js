// The film: 12-bit pixels unpacked once, and a window (level and width, fractions of the range).
const TOP = 4095;
const film = { width: payload.film.width, height: payload.film.height, pixels: null };
const grey = { level: 0.5, width: 1, inverted: false, preset: "full" };

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Undoes pack_film: planes of low and high bytes, zigzag errors, mean of left and upper neighbour.
function unpack(low, high, width, height) {
  const count = width * height;
  const pixels = new Int16Array(count);
  for (let i = 0; i < count; i += 1) {
    const zigzag = low[i] | (high[i] << 8);
    const left = i % width ? pixels[i - 1] : 0;
    const upper = i >= width ? pixels[i - width] : 0;
    pixels[i] = ((zigzag >> 1) ^ -(zigzag & 1)) + ((left + upper) >> 1);
  }
  return pixels;
}

async function loadFilm() {
  const high = await inflate(bytesOf(payload.film.high));
  film.pixels = unpack(bytesOf(payload.film.low), high, film.width, film.height);
  const canvas = byId("film");
  canvas.width = film.width;
  canvas.height = film.height;
  canvas.setAttribute("aria-label", `Chest film ${baseName(reference.file)}`);
  film.share = cumulated(film.pixels);
}

function cumulated(pixels) {
  const counts = new Float64Array(TOP + 1);
  for (const value of pixels) counts[clamp(value, 0, TOP)] += 1;
  for (let value = 1; value <= TOP; value += 1) counts[value] += counts[value - 1];
  return counts.map((count) => count / pixels.length);
}

const quantile = (share) => Math.max(0, film.share.findIndex((upTo) => upTo >= share)) / TOP;

// Presets follow this film's own greys: air-filled lung is its darker half, bone its brighter.
const PRESETS = {
  full: { name: "Full range", range: () => [0, 1] },
  film: { name: "Fit to film", range: () => [quantile(0.01), quantile(0.99)] },
  lung: { name: "Lung", range: () => [quantile(0.02), quantile(0.62)] },
  dense: { name: "Mediastinum, bone", range: () => [quantile(0.35), quantile(0.995)] },
};

function usePreset(name) {
  const [low, high] = PRESETS[name].range();
  setWindow((low + high) / 2, Math.max(high - low, 0.02), name);
}

function setWindow(level, width, preset = "own") {
  grey.level = clamp(level, 0, 1);
  grey.width = clamp(width, 0.01, 1);
  grey.preset = preset;
  showWindow();
  paintSoon();
}

function invertGrey() {
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

function startWindow() {
  for (const [name, preset] of Object.entries(PRESETS)) byId("preset").append(el("option", { value: name }, preset.name));
  byId("preset").append(el("option", { value: "own", disabled: true }, "Own"));
  byId("preset").addEventListener("change", (event) => usePreset(event.target.value));
  byId("level").addEventListener("input", (event) => setWindow(event.target.value / 100, grey.width));
  byId("width").addEventListener("input", (event) => setWindow(grey.level, event.target.value / 100));
  byId("invert").addEventListener("click", invertGrey);
  usePreset("full");
}
