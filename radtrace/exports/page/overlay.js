// Marks on the film: region outlines, finding boxes, calipers. What is lit is set by light.js.
const fixedAt = (x, y, ...children) =>
  svg("g", { transform: `translate(${x} ${y})` }, svg("g", { class: "fixed" }, children));
const LABEL_LINE = 14;
const label = (text, x = 0, y = 0, attributes = {}) => svg("text", { x, y, ...attributes }, text);

function boxName(finding, number) {
  return finding.boxes.length > 1 ? `${conceptName(finding.concept)} ${number + 1}` : conceptName(finding.concept);
}

function boxTitle(finding, number) {
  const score = finding.box_scores[number];
  const parts = [conceptName(finding.concept), finding.presence, `box ${number + 1} of ${finding.boxes.length}`];
  return parts.concat(score === undefined ? [] : [`score ${percent(score)}`]).join(", ");
}

function drawBox(finding, box, number) {
  const [x, y] = [frameX(box.x_min), frameY(box.y_min)];
  const size = { width: frameX(box.x_max) - x, height: frameY(box.y_max) - y };
  const inside = box.y_min < 0.03;
  const [anchor, from] = box.x_min > 0.75 ? ["end", frameX(box.x_max)] : ["start", x];
  return svg(
    "g",
    {
      class: `box ${finding.presence}`,
      "data-finding": finding.id,
      "data-box": number,
      tabindex: finding.presence === "absent" ? -1 : 0,
      role: "button",
      "aria-label": boxTitle(finding, number),
    },
    svg("rect", { x, y, ...size }),
    fixedAt(from, y, label(boxName(finding, number), 0, inside ? 15 : -5, { "text-anchor": anchor })),
  );
}

const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;

// Where one finding alone is lit, its name stands once and its other boxes have numbers only.
function nameBoxes() {
  const lit = [...document.querySelectorAll(".box.lit")];
  const alone = new Set(lit.map((node) => node.dataset.finding)).size === 1;
  lit.forEach((node, i) => {
    const number = Number(node.dataset.box);
    const name = boxName(findings.get(node.dataset.finding), number);
    node.querySelector("text").textContent = alone && i > 0 ? String(number + 1) : name;
  });
}

// Lit labels that would cover one another are moved up, a line at a time.
function spreadLabels() {
  const taken = [];
  for (const text of document.querySelectorAll(".box.lit text")) {
    text.removeAttribute("dy");
    const place = text.getBoundingClientRect();
    let up = 0;
    while (up < 10 && !taken.every((other) => apart(moved(place, up), other))) up += 1;
    if (up) text.setAttribute("dy", -up * LABEL_LINE);
    taken.push(moved(place, up));
  }
}

function moved({ left, right, top, bottom }, lines) {
  return { left, right, top: top - lines * LABEL_LINE, bottom: bottom - lines * LABEL_LINE };
}

// Small boxes lie on top, so that a large one does not hide them from the pointer.
function drawBoxes() {
  const area = ({ box }) => (box.x_max - box.x_min) * (box.y_max - box.y_min);
  const boxes = reading.findings
    .filter(onFilm)
    .flatMap((finding) => finding.boxes.map((box, number) => ({ finding, box, number })))
    .sort((a, b) => area(b) - area(a));
  byId("layer-boxes").replaceChildren(...boxes.map(({ finding, box, number }) => drawBox(finding, box, number)));
}

const corners = ({ x_min, y_min, x_max, y_max }) => [
  { x: x_min, y: y_min },
  { x: x_max, y: y_min },
  { x: x_max, y: y_max },
  { x: x_min, y: y_max },
];
const outline = (points) => `M${points.map(({ x, y }) => `${frameX(x).toFixed(1)} ${frameY(y).toFixed(1)}`).join("L")}Z`;

function drawRegion(region) {
  const polygons = region.polygons.length ? region.polygons : [corners(region.box)];
  const { x_min, x_max, y_min, y_max } = region.box;
  const name = label(regionName(region.id), 0, 4, { "text-anchor": "middle" });
  return svg(
    "g",
    { class: "region", "data-region": region.id },
    svg("path", { d: polygons.map(outline).join("") }),
    fixedAt(frameX((x_min + x_max) / 2), frameY((y_min + y_max) / 2), name),
  );
}

function drawRegions() {
  const found = reading.regions.filter((region) => onFilm(region) && region.box);
  byId("layer-regions").replaceChildren(...found.map(drawRegion));
}

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

function measureText(measurement) {
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

function drawMeasures() {
  const drawn = reading.measurements.filter(onFilm).map(drawMeasure);
  byId("layer-measures").replaceChildren(...drawn.filter(Boolean));
}

const layerButton = (layer) => document.querySelector(`[data-layer="${layer}"]`);

function toggleLayer(layer) {
  const button = layerButton(layer);
  const on = button.getAttribute("aria-pressed") !== "true";
  setPressed(button, on);
  stage.classList.toggle(`with-${layer}`, on);
  relight();
}

function startOverlay() {
  drawRegions();
  drawBoxes();
  drawMeasures();
  for (const button of document.querySelectorAll("[data-layer]")) {
    stage.classList.toggle(`with-${button.dataset.layer}`, button.getAttribute("aria-pressed") === "true");
    button.addEventListener("click", () => toggleLayer(button.dataset.layer));
  }
}
