// Provenance of film and reading.
import { byId, el } from "./dom.js";
import { film } from "./film.js";
import { reading, reference } from "./record.js";

export function spacingText() {
  if (!reference.spacing_mm) return "not in the file";
  const [row, column] = reference.spacing_mm.map((value) => value.toFixed(3));
  return `${row} × ${column} mm${reference.spacing_source ? ` (${reference.spacing_source})` : ""}`;
}

// Eye-tracking data may come without films.
export function sizeText() {
  return reference.rows ? `${reference.columns} × ${reference.rows} pixels` : "film not available";
}

function facts() {
  const { provenance, study } = reading;
  return [
    ["Reader", `${provenance.reader} ${provenance.version}`],
    ["Weights SHA-256", provenance.weights_sha256],
    ["Seed", String(provenance.seed)],
    ["Film", reference.file],
    ["Film SHA-256", reference.sha256],
    ["Size", `${sizeText()}; shown at ${film.width} × ${film.height}`],
    ["View", reference.view ?? "not stated"],
    ["Laterality", reference.laterality],
    ["Pixel spacing", spacingText()],
    ["Gate score", reference.gate_score === null ? null : `${reference.gate_score.toFixed(3)} (1: certainly a frontal chest film)`],
    ["Pixels", reference.pipeline],
    ["Notes", reference.notes],
    ["Study UID", study.study_uid],
    ["Not read", study.not_read],
    ["Intended use", provenance.intended_use],
    ["Record", `schema ${reading.schema_version}`],
  ];
}

function factRow([name, value]) {
  const lines = Array.isArray(value) ? value : [value];
  if (value === null || !lines.length) return [];
  return [el("dt", {}, name), ...lines.map((line) => el("dd", {}, line))];
}

export function showProvenance() {
  byId("provenance").replaceChildren(...facts().flatMap(factRow));
}
