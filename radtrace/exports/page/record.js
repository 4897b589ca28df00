// The record inside the page, and who refers to whom in it.
const payload = JSON.parse(byId("payload").textContent);
const reading = payload.reading;
const reference = reading.study.films[payload.film_index];
const onFilm = (item) => item.film === payload.film_index;

const keyed = (items) => new Map(items.map((item) => [item.id, item]));
const findings = keyed(reading.findings);
const sentences = keyed(reading.sentences);
const regions = keyed(reading.regions);
const path = payload.path;
const steps = keyed(path);
const measurements = keyed(reading.measurements);

const plain = (id) => id.replaceAll("_", " ");
const conceptName = (id) => payload.concepts[id] ?? plain(id);
const regionName = (id) => (id === null ? "Fixation" : payload.regions[id]?.name ?? plain(id));
const regionLetter = (id) => payload.regions[id]?.letter ?? "";
const baseName = (file) => file.split(/[\\/]/).pop() || file;
// Rare findings live below 10%, where whole numbers would hide their marks.
const percent = (fraction) => `${(fraction * 100).toFixed(fraction < 0.0995 ? 1 : 0)}%`;
const sentencesOf = (finding) => reading.sentences.filter((said) => said.findings.includes(finding));

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
