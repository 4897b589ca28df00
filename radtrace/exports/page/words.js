// Names and numbers as text.
import { payload } from "./record.js";

export const plain = (id) => id.replaceAll("_", " ");
export const conceptName = (id) => payload.concepts[id] ?? plain(id);
export const regionName = (id) => (id === null ? "Fixation" : payload.regions[id]?.name ?? plain(id));
export const regionLetter = (id) => payload.regions[id]?.letter ?? "";
export const baseName = (file) => file.split(/[\\/]/).pop() || file;

// Below 10%, where rare findings are, percentages have decimals.
export const percent = (fraction) => `${(fraction * 100).toFixed(fraction < 0.0995 ? 1 : 0)}%`;
