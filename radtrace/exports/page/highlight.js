// Highlighting. A highlight is a set of sentences, findings, regions and measurements. Several sources can have one;
// the order of precedence is pointer, keyboard focus, path, pin.
import { nameBoxes, spreadLabels } from "./boxes.js";
import { setPressed } from "./dom.js";
import { showEvidence } from "./evidence.js";
import { held } from "./gestures.js";
import { findings, onFilm, reading, regions, sentences, sentencesOf, steps } from "./record.js";
import { stage } from "./view.js";

const highlights = { hover: null, focus: null, path: null, pin: null };
const SOURCES = ["hover", "focus", "path", "pin"];

// `within`: region that highlighted boxes must touch; `evidence`: findings whose map can be shown.
const highlight = (key, parts) => {
  const empty = { findings: [], sentences: [], regions: [], measures: [], within: null };
  return { key, ...empty, evidence: parts.findings ?? [], ...parts };
};

const measuresOf = (ids) => ids.map((id) => findings.get(id).measurement).filter((id) => id !== null);
const boxed = (id) => onFilm(findings.get(id)) && findings.get(id).boxes.length > 0;
const sharing = (ids) => reading.sentences.filter((said) => said.findings.some((id) => ids.includes(id)));

// Region outlines are shown only if no finding has a box.
const outlines = (ids, places) => (ids.some(boxed) ? [] : places);

export const HIGHLIGHTS = {
  sentence(id) {
    const said = sentences.get(id);
    const parts = { findings: said.findings, sentences: [id], measures: measuresOf(said.findings) };
    return highlight(`sentence:${id}`, { ...parts, regions: outlines(said.findings, said.regions) });
  },
  finding(id) {
    const said = sentencesOf(id);
    const zones = findings.get(id).zones.length ? findings.get(id).zones : said.flatMap((one) => one.regions);
    const parts = { findings: [id], sentences: said.map((one) => one.id), measures: measuresOf([id]) };
    return highlight(`finding:${id}`, { ...parts, regions: outlines([id], zones) });
  },
  measure(id) {
    const about = reading.findings.filter((finding) => finding.measurement === id).map((finding) => finding.id);
    const said = sharing(about).map((one) => one.id);
    return highlight(`measure:${id}`, { findings: about, sentences: said, measures: [id] });
  },
  step(id) {
    const { region, findings: about } = steps.get(id);
    const said = reading.sentences.filter((one) => one.regions.includes(region));
    const ids = new Set([...sharing(about), ...said].map((one) => one.id));
    return highlight(`step:${id}`, { findings: about, sentences: [...ids], regions: region === null ? [] : [region], within: region, evidence: [] });
  },
};

function highlightFrom(node) {
  for (const kind of Object.keys(HIGHLIGHTS)) {
    if (node.dataset[kind] !== undefined) return HIGHLIGHTS[kind](node.dataset[kind]);
  }
  return null;
}

const carrier = (target) => target.closest("[data-finding],[data-sentence],[data-measure],[data-step]");
const current = () => SOURCES.map((source) => highlights[source]).find(Boolean) ?? highlight("none", {});

export function applyHighlight() {
  const now = current();
  markLit("[data-sentence]", "sentence", now.sentences);
  markLit(".scored [data-finding], .box", "finding", now.findings);
  dimOutside(now.within);
  markLit(".region", "region", now.regions);
  markLit("[data-measure]", "measure", now.measures);
  markLit("[data-step]", "step", now.evidence.flatMap((id) => findings.get(id).evidence));
  document.body.dataset.lit = now.key;
  stage.classList.toggle("on-path", now.within !== null);
  stage.classList.toggle("lit", document.querySelector(".box.lit") !== null);
  nameBoxes();
  spreadLabels();
  showEvidence(now.evidence);
}

const meet = (a, b) => a.x_min < b.x_max && b.x_min < a.x_max && a.y_min < b.y_max && b.y_min < a.y_max;

function dimOutside(region) {
  const place = region && regions.get(region).box;
  if (!place) return;
  for (const node of document.querySelectorAll(".box.lit")) {
    const box = findings.get(node.dataset.finding).boxes[node.dataset.box];
    node.classList.toggle("lit", meet(box, place));
  }
}

function markLit(selector, kind, ids) {
  for (const node of document.querySelectorAll(selector)) {
    node.classList.toggle("lit", ids.includes(node.dataset[kind]));
    if (node.hasAttribute("aria-pressed")) setPressed(node, highlights.pin?.key === `${kind}:${node.dataset[kind]}`);
  }
}

export function setHighlight(source, value) {
  if (highlights[source]?.key === value?.key) return;
  highlights[source] = value;
  applyHighlight();
}

function pin(node) {
  const value = highlightFrom(node);
  setHighlight("pin", highlights.pin?.key === value.key ? null : value);
  if (highlights.pin) bringToView(node);
}

// Clicking a box scrolls its sentence into view, and a sentence its finding, but only in a list that scrolls by itself
// and does not contain the clicked element, which would move.
function bringToView(node) {
  for (const lit of document.querySelectorAll(".papers .said .lit, .papers .scored .lit")) {
    const list = [lit.closest(".paper"), lit.closest(".papers")].find(scrollsAlone);
    if (list && !list.contains(node)) lit.scrollIntoView({ block: "nearest", behavior: "auto" });
  }
}

const scrollsAlone = (list) => getComputedStyle(list).overflowY === "auto";

export function clearHighlights() {
  for (const source of SOURCES) highlights[source] = null;
  applyHighlight();
}

function onClick(event) {
  const node = carrier(event.target);
  if (stage.contains(event.target) && stage.dataset.dragged === "true") return;
  if (node && node.dataset.step === undefined) pin(node);
  else if (!node && stage.contains(event.target)) setHighlight("pin", null);
}

export function startHighlight() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || held.size) return;
    const node = carrier(event.target);
    setHighlight("hover", node && highlightFrom(node));
  });
  document.documentElement.addEventListener("pointerleave", () => setHighlight("hover", null));
  document.addEventListener("focusin", (event) => {
    const node = event.target.matches(":focus-visible") ? carrier(event.target) : null;
    setHighlight("focus", node && highlightFrom(node));
  });
  document.addEventListener("focusout", () => setHighlight("focus", null));
  document.addEventListener("click", onClick);
  applyHighlight();
}
