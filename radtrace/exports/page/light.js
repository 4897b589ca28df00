// What is lit. A light names sentences, findings, regions and measurements; several sources may
// each hold one, and the nearest to the reader's hand wins: pointer, keyboard, path, then the pin.
const lights = { hover: null, focus: null, path: null, pin: null };
const SOURCES = ["hover", "focus", "path", "pin"];

// `within` is a region that lit boxes must touch; `evidence` are the findings whose map may show.
const light = (key, parts) => {
  const empty = { findings: [], sentences: [], regions: [], measures: [], within: null };
  return { key, ...empty, evidence: parts.findings ?? [], ...parts };
};
const measuresOf = (ids) => ids.map((id) => findings.get(id).measurement).filter((id) => id !== null);
const boxed = (id) => onFilm(findings.get(id)) && findings.get(id).boxes.length > 0;
const sharing = (ids) => reading.sentences.filter((said) => said.findings.some((id) => ids.includes(id)));

// Outlines say where to look only when no box says it better.
const outlines = (ids, places) => (ids.some(boxed) ? [] : places);

const LIGHTS = {
  sentence(id) {
    const said = sentences.get(id);
    const parts = { findings: said.findings, sentences: [id], measures: measuresOf(said.findings) };
    return light(`sentence:${id}`, { ...parts, regions: outlines(said.findings, said.regions) });
  },
  finding(id) {
    const said = sentencesOf(id);
    const zones = findings.get(id).zones.length ? findings.get(id).zones : said.flatMap((one) => one.regions);
    const parts = { findings: [id], sentences: said.map((one) => one.id), measures: measuresOf([id]) };
    return light(`finding:${id}`, { ...parts, regions: outlines([id], zones) });
  },
  measure(id) {
    const about = reading.findings.filter((finding) => finding.measurement === id).map((finding) => finding.id);
    const said = sharing(about).map((one) => one.id);
    return light(`measure:${id}`, { findings: about, sentences: said, measures: [id] });
  },
  step(id) {
    const { region, findings: about } = steps.get(id);
    const said = reading.sentences.filter((one) => one.regions.includes(region));
    const ids = new Set([...sharing(about), ...said].map((one) => one.id));
    return light(`step:${id}`, { findings: about, sentences: [...ids], regions: region === null ? [] : [region], within: region, evidence: [] });
  },
};

function lightFrom(node) {
  for (const kind of Object.keys(LIGHTS)) {
    if (node.dataset[kind] !== undefined) return LIGHTS[kind](node.dataset[kind]);
  }
  return null;
}

const carrier = (target) => target.closest("[data-finding],[data-sentence],[data-measure],[data-step]");
const current = () => SOURCES.map((source) => lights[source]).find(Boolean) ?? light("none", {});

function relight() {
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
    if (node.hasAttribute("aria-pressed")) setPressed(node, lights.pin?.key === `${kind}:${node.dataset[kind]}`);
  }
}

function setLight(source, value) {
  if (lights[source]?.key === value?.key) return;
  lights[source] = value;
  relight();
}

function pin(node) {
  const value = lightFrom(node);
  setLight("pin", lights.pin?.key === value.key ? null : value);
  if (lights.pin) bringToView(node);
}

// A box brings its sentence into view, and a sentence its finding, unless that would move what was
// clicked: so only within a list that scrolls by itself and does not hold the clicked mark.
function bringToView(node) {
  for (const lit of document.querySelectorAll(".papers .said .lit, .papers .scored .lit")) {
    const list = [lit.closest(".paper"), lit.closest(".papers")].find(scrollsAlone);
    if (list && !list.contains(node)) lit.scrollIntoView({ block: "nearest", behavior: "auto" });
  }
}

const scrollsAlone = (list) => getComputedStyle(list).overflowY === "auto";

function clearLights() {
  for (const source of SOURCES) lights[source] = null;
  relight();
}

function onClick(event) {
  const node = carrier(event.target);
  if (stage.contains(event.target) && stage.dataset.dragged === "true") return;
  if (node && node.dataset.step === undefined) pin(node);
  else if (!node && stage.contains(event.target)) setLight("pin", null);
}

function startLight() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || held.size) return;
    const node = carrier(event.target);
    setLight("hover", node && lightFrom(node));
  });
  document.documentElement.addEventListener("pointerleave", () => setLight("hover", null));
  document.addEventListener("focusin", (event) => {
    const node = event.target.matches(":focus-visible") ? carrier(event.target) : null;
    setLight("focus", node && lightFrom(node));
  });
  document.addEventListener("focusout", () => setLight("focus", null));
  document.addEventListener("click", onClick);
  relight();
}
