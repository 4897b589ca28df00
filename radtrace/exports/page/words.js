// Names and numbers as the page writes them.
import { payload } from "./record.js";

export const plain = (id) => id.replaceAll("_", " ");
export const conceptName = (id) => payload.concepts[id] ?? plain(id);
export const regionName = (id) => (id === null ? "Fixation" : payload.regions[id]?.name ?? plain(id));
export const regionLetter = (id) => payload.regions[id]?.letter ?? "";
export const baseName = (file) => file.split(/[\\/]/).pop() || file;

// Rare findings live below 10%, where whole numbers would hide their marks.
export const percent = (fraction) => `${(fraction * 100).toFixed(fraction < 0.0995 ? 1 : 0)}%`;
