// The sentences of the report, each with its presence and its failed checks.
import { actor, byId, el } from "./dom.js";
import { foremost, glyph } from "./presence.js";
import { reading } from "./record.js";
import { plain } from "./words.js";

function sentenceItem(said) {
  const claim = foremost(said.findings);
  const mark = claim ? glyph(claim) : el("span", { class: "glyph" });
  const urgent = said.critical ? el("strong", { class: "critical" }, "Critical: ") : null;
  const body = el("span", {}, urgent, said.text, oddChecks(said.id));
  return el("li", {}, actor("div", { class: "sentence", "data-sentence": said.id }, mark, body));
}

function oddChecks(id) {
  const odd = reading.checks.filter((check) => check.sentence === id && check.verdict !== "pass");
  return odd.map((check) => el("span", { class: `tag ${check.verdict}`, title: check.why }, `${check.verdict}: ${plain(check.name)}`));
}

export function showSentences(section) {
  const said = reading.sentences.filter((one) => one.section === section).map(sentenceItem);
  byId(`said-${section}`).replaceChildren(...(said.length ? said : [el("li", { class: "quiet" }, "Nothing stated.")]));
}
