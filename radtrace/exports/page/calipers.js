// Measurements, drawn between their landmarks.
import { byId, svg } from "./dom.js";
import { fixedAt, label } from "./marks.js";
import { onFilm, reading, reference } from "./record.js";
import { frameX, frameY } from "./view.js";
import { plain } from "./words.js";

// Landmarks come in pairs that differ in their side: heart_left and heart_right span the heart.
function spans(measurement) {
  const pairs = new Map();
  for (const [name, point] of Object.entries(measurement.landmarks)) {
    const stem = name.replace(/(^|_)(left|right)(_|$)/, " ").trim();
    pairs.set(stem, [...(pairs.get(stem) ?? []), point]);
  }
  return [...pairs].filter(([, points]) => points.length === 2);
}

function lengthText(from, to) {
  const spacing = reference.spacing_mm;
  if (!spacing) return "";
  return ` ${Math.round(Math.abs(to.x - from.x) * reference.columns * spacing[1])} mm`;
}

function drawSpan([stem, [from, to]]) {
  const [a, b] = [frameX(from.x), frameX(to.x)];
  const y = frameY(Math.max(from.y, to.y));
  const tick = (x, point) => svg("path", { d: `M${x} ${frameY(point.y) - 12}V${y + 12}` });
  const text = `${plain(stem)}${lengthText(from, to)}`;
  return [
    svg("path", { d: `M${a} ${y}H${b}` }),
    tick(a, from),
    tick(b, to),
    fixedAt((a + b) / 2, y, label(text, 0, -5, { "text-anchor": "middle" })),
  ];
}

export function measureText(measurement) {
  const unit = measurement.unit ? ` ${measurement.unit}` : "";
  const limit = measurement.limit === null ? "" : `, limit ${measurement.limit.toFixed(2)}`;
  return `${measurement.name} ${measurement.value.toFixed(2)}${unit}${limit}`;
}

function drawMeasure(measurement) {
  const drawn = spans(measurement).flatMap(drawSpan);
  const points = Object.values(measurement.landmarks);
  if (!points.length) return null;
  const bottom = Math.max(...points.map((point) => point.y));
  const middle = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const name = label(measureText(measurement), 0, 22, { "text-anchor": "middle" });
  const dots = points.map(({ x, y }) => fixedAt(frameX(x), frameY(y), svg("circle", { r: 3 })));
  return svg(
    "g",
    { class: "measure", "data-measure": measurement.id },
    drawn,
    dots,
    fixedAt(frameX(middle), frameY(bottom), name),
  );
}

export function drawMeasures() {
  const drawn = reading.measurements.filter(onFilm).map(drawMeasure);
  byId("layer-measures").replaceChildren(...drawn.filter(Boolean));
}
