// The report beside the film: sentences, scored findings, measurements, checks, provenance.
const PRESENCE_ORDER = ["present", "uncertain", "absent"];
const VERDICT_ORDER = ["fail", "flag", "pass"];
const SIDES = { left: "left", right: "right", bilateral: "both sides", midline: "midline" };

// Presence is a word and a shape: a full, a half and an open disc.
function glyph(presence) {
  const disc = svg("circle", { cx: 6, cy: 6, r: 4.5 });
  const half = presence === "uncertain" ? svg("path", { d: "M6 1.5a4.5 4.5 0 0 0 0 9z" }) : null;
  return svg("svg", { class: `glyph ${presence}`, viewBox: "0 0 12 12", "aria-hidden": "true" }, disc, half);
}

const actor = (tag, attributes, ...children) =>
  el(tag, { tabindex: 0, role: "button", "aria-pressed": "false", ...attributes }, ...children);

function foremost(ids) {
  const claims = ids.map((id) => findings.get(id).presence);
  return PRESENCE_ORDER.find((presence) => claims.includes(presence)) ?? null;
}

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

function showSentences(section) {
  const said = reading.sentences.filter((one) => one.section === section).map(sentenceItem);
  byId(`said-${section}`).replaceChildren(...(said.length ? said : [el("li", { class: "quiet" }, "Nothing stated.")]));
}

// On a scale of square roots: operating points of rare findings are at a few percent.
function probabilityBar(finding) {
  const bar = el("span", { class: `bar ${finding.presence}`, "aria-hidden": "true" });
  const place = (name, fraction, property) => {
    if (fraction === null) return;
    const part = el("i", { class: name });
    part.style[property] = `${Math.sqrt(fraction) * 100}%`;
    bar.append(part);
  };
  place("fill", finding.probability, "width");
  place("mark absent-below", finding.absent_below, "left");
  place("mark present-from", finding.present_from, "left");
  return bar;
}

// "right mid, right lower zones": the word that all share is said once, at the end.
function placesText(zones) {
  const names = zones.map(regionName).sort((a, b) => b.endsWith(" zone") - a.endsWith(" zone"));
  const shared = names.filter((name) => name.endsWith(" zone")).length;
  if (shared < 2) return names.join(", ");
  return names.map((name, i) => (i < shared - 1 ? name.slice(0, -5) : i < shared ? `${name}s` : name)).join(", ");
}

function whereText(finding) {
  const boxes = finding.boxes.length ? `${finding.boxes.length} ${finding.boxes.length === 1 ? "box" : "boxes"}` : "";
  const seen = finding.evidence.map((id) => path.findIndex((step) => step.id === id) + 1);
  const from = seen.length ? `${seen.length === 1 ? "step" : "steps"} ${seen.join(", ")}` : "";
  return [placesText(finding.zones), boxes, from, finding.change].filter(Boolean).join(" · ");
}

function spoken(finding) {
  const parts = [conceptName(finding.concept), finding.presence, SIDES[finding.laterality]];
  if (finding.probability !== null) parts.push(`probability ${percent(finding.probability)}`);
  if (finding.absent_below !== null) parts.push(`absent below ${percent(finding.absent_below)}`);
  if (finding.present_from !== null) parts.push(`present from ${percent(finding.present_from)}`);
  return parts.filter(Boolean).join(", ");
}

function findingItem(finding) {
  const name = [finding.severity, conceptName(finding.concept)].filter(Boolean).join(" ");
  const where = finding.presence === "absent" ? "" : whereText(finding);
  const critical = finding.critical && finding.presence !== "absent";
  const row = actor(
    "div",
    { class: `finding ${finding.presence}`, "data-finding": finding.id, "aria-label": spoken(finding) },
    glyph(finding.presence),
    el("span", { class: "name" }, name, critical ? el("strong", { class: "critical" }, " critical") : null),
    el("span", { class: "where-side" }, SIDES[finding.laterality] ?? ""),
    probabilityBar(finding),
    el("span", { class: "number" }, finding.probability === null ? "–" : percent(finding.probability)),
    el("span", { class: "claim" }, finding.presence),
    where ? el("span", { class: "where", title: where }, where) : null,
  );
  return el("li", {}, row);
}

function showFindings() {
  const rank = (finding) => PRESENCE_ORDER.indexOf(finding.presence) - (finding.probability ?? 0);
  const ordered = [...reading.findings].sort((a, b) => rank(a) - rank(b));
  byId("scored").replaceChildren(...ordered.map(findingItem));
}

function measureItem(measurement) {
  const over = measurement.limit !== null && measurement.value > measurement.limit;
  const verdict = measurement.limit === null ? "" : over ? " · above the limit" : " · within the limit";
  return actor("div", { class: "measured", "data-measure": measurement.id }, measureText(measurement), verdict);
}

function aboutCheck({ sentence, finding }) {
  if (sentence) return { "data-sentence": sentence, tabindex: 0 };
  return finding ? { "data-finding": finding, tabindex: 0 } : {};
}

function checkItem(check) {
  const about = aboutCheck(check);
  const verdict = el("span", { class: `verdict ${check.verdict}` }, check.verdict);
  return el("li", about, verdict, el("b", {}, plain(check.name)), " ", el("span", { class: "quiet" }, check.why));
}

function showChecks() {
  const rank = (check) => VERDICT_ORDER.indexOf(check.verdict);
  byId("checks").replaceChildren(...[...reading.checks].sort((a, b) => rank(a) - rank(b)).map(checkItem));
  const count = (verdict) => reading.checks.filter((check) => check.verdict === verdict).length;
  byId("checks-count").textContent = `${count("pass")} pass · ${count("flag")} flag · ${count("fail")} fail`;
  byId("checks-block").open = count("fail") + count("flag") > 0;
}

function spacingText() {
  if (!reference.spacing_mm) return "not given by the file";
  const [row, column] = reference.spacing_mm.map((value) => value.toFixed(3));
  return `${row} × ${column} mm${reference.spacing_source ? ` (${reference.spacing_source})` : ""}`;
}

// Eye tracking may come without its films.
function sizeText() {
  return reference.rows ? `${reference.columns} × ${reference.rows} pixels` : "film not at hand";
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
    ["Gate score", reference.gate_score === null ? null : `${reference.gate_score.toFixed(3)} (1 is surely a frontal chest film)`],
    ["Pixels", reference.pipeline],
    ["Notes", reference.notes],
    ["Study UID", study.study_uid],
    ["Not read", study.not_read],
    ["Intended use", provenance.intended_use],
    ["Record", `schema ${reading.schema_version}`],
  ];
}

// The whole of every answer is in the record; the page shows as much as can be read.
const ANSWERS_SHOWN = 50;
const LETTERS_SHOWN = 4000;

function answerItem({ prompt, text, repairs }) {
  const over = text.length - LETTERS_SHOWN;
  const more = over > 0 ? el("p", { class: "quiet" }, `${over} more characters are in the record.`) : null;
  const mended = repairs.length ? el("p", { class: "quiet" }, `Mended: ${repairs.join("; ").slice(0, LETTERS_SHOWN)}`) : null;
  return el("li", {}, el("span", { class: "quiet" }, prompt), el("pre", { tabindex: 0, "aria-label": "Answer, word for word" }, text.slice(0, LETTERS_SHOWN) || "(empty)"), more, mended);
}

function showAnswers() {
  const { answers } = reading.provenance;
  const over = answers.length - ANSWERS_SHOWN;
  byId("answers-block").hidden = !answers.length;
  byId("answers-count").textContent = `${answers.length} · word for word${over > 0 ? ` · the first ${ANSWERS_SHOWN} are shown` : ""}`;
  byId("answers").replaceChildren(...answers.slice(0, ANSWERS_SHOWN).map(answerItem));
}

function factRow([name, value]) {
  const lines = Array.isArray(value) ? value : [value];
  if (value === null || !lines.length) return [];
  return [el("dt", {}, name), ...lines.map((line) => el("dd", {}, line))];
}

function showCritical() {
  const said = reading.sentences.filter((one) => one.critical);
  const first = said.filter((one, i) => said.findIndex((other) => other.text === one.text) === i);
  const unsaid = reading.findings.filter((one) => one.critical && one.presence === "present" && !sentencesOf(one.id).length);
  const items = first.map((one) => actor("div", { "data-sentence": one.id }, one.text));
  items.push(...unsaid.map((one) => actor("div", { "data-finding": one.id }, `${conceptName(one.concept)}, ${one.presence}`)));
  byId("banner").hidden = !items.length;
  byId("banner").replaceChildren(el("strong", {}, "Critical finding"), ...items);
}

function showHeader() {
  byId("file-name").textContent = baseName(reference.file);
  const spacing = reference.spacing_mm ? `spacing ${spacingText()}` : "no pixel spacing";
  const facts = [reference.view ?? "view not stated", sizeText(), spacing];
  byId("film-facts").textContent = facts.join(" · ");
}

function startReport() {
  showHeader();
  showCritical();
  showSentences("findings");
  showSentences("impression");
  showFindings();
  byId("measured").replaceChildren(...reading.measurements.map(measureItem));
  showChecks();
  byId("provenance").replaceChildren(...facts().flatMap(factRow));
  showAnswers();
}
