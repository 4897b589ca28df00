// The record in the page, and its cross-references.
import { byId } from "./dom.js";

export const payload = JSON.parse(byId("payload").textContent);
export const reading = payload.reading;
export const reference = reading.study.films[payload.film_index];
export const onFilm = (item) => item.film === payload.film_index;
// A finding's boxes on this film, from `boxes` or `other_boxes`.
export function marksOf(finding) {
  const own = onFilm(finding) ? finding.boxes.map((box, i) => ({ ...box, score: finding.box_scores[i] ?? null })) : [];
  return own.concat(finding.other_boxes.filter(onFilm));
}
const keyed = (items) => new Map(items.map((item) => [item.id, item]));
export const findings = keyed(reading.findings);
export const sentences = keyed(reading.sentences);
export const regions = keyed(reading.regions);
export const path = payload.path;
export const steps = keyed(path);
export const sentencesOf = (finding) => reading.sentences.filter((said) => said.findings.includes(finding));
