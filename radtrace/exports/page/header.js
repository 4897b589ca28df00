// File name, view and size, and the banner of critical findings.
import { actor, byId, el } from "./dom.js";
import { sizeText, spacingText } from "./provenance.js";
import { payload, reading, reference, sentencesOf } from "./record.js";
import { baseName, conceptName } from "./words.js";

export function showCritical() {
  const said = reading.sentences.filter((one) => one.critical);
  const first = said.filter((one, i) => said.findIndex((other) => other.text === one.text) === i);
  const unsaid = reading.findings.filter((one) => one.critical && one.presence === "present" && !sentencesOf(one.id).length);
  const items = first.map((one) => actor("div", { "data-sentence": one.id }, one.text));
  items.push(...unsaid.map((one) => actor("div", { "data-finding": one.id }, `${conceptName(one.concept)}, ${one.presence}`)));
  byId("banner").hidden = !items.length;
  byId("banner").replaceChildren(el("strong", {}, "Critical finding"), ...items);
}

export function showHeader() {
  byId("file-name").textContent = baseName(reference.file);
  const spacing = reference.spacing_mm ? `spacing ${spacingText()}` : "no pixel spacing";
  const facts = [reference.view ?? "view not stated", sizeText(), spacing];
  byId("film-facts").textContent = facts.join(" · ");
  byId("known").hidden = !payload.known.length;
  byId("known").replaceChildren(...payload.known.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text))));
}
