// The film: its 12-bit pixels, unpacked once, and their cumulative histogram.
import { bytesOf, inflate, unpack } from "./codec.js";
import { byId, clamp } from "./dom.js";
import { payload, reference } from "./record.js";
import { baseName } from "./words.js";

export const TOP = 4095;
export const film = { width: payload.film.width, height: payload.film.height, pixels: null };

export async function loadFilm() {
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

export const quantile = (share) => Math.max(0, film.share.findIndex((upTo) => upTo >= share)) / TOP;
