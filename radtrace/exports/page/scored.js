// Scored findings and measurements.
import { measureText } from "./calipers.js";
import { actor, byId, el } from "./dom.js";
import { PRESENCE_ORDER, SIDES, glyph } from "./presence.js";
import { path, reading } from "./record.js";
import { conceptName, percent, regionName } from "./words.js";

// Square-root scale: thresholds of rare findings are at a few percent.
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

// "right mid, right lower zones": a shared last word is written once.
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

export function showFindings() {
  const rank = (finding) => PRESENCE_ORDER.indexOf(finding.presence) - (finding.probability ?? 0);
  const ordered = [...reading.findings].sort((a, b) => rank(a) - rank(b));
  byId("scored").replaceChildren(...ordered.map(findingItem));
}

function measureItem(measurement) {
  const over = measurement.limit !== null && measurement.value > measurement.limit;
  const verdict = measurement.limit === null ? "" : over ? " · above the limit" : " · within the limit";
  return actor("div", { class: "measured", "data-measure": measurement.id }, measureText(measurement), verdict);
}

export function showMeasured() {
  byId("measured").replaceChildren(...reading.measurements.map(measureItem));
}
