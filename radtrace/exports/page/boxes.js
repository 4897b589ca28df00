// Boxes of findings, and their labels. Boxes on the study's other films are not drawn on this one.
import { byId, svg } from "./dom.js";
import { fixedAt, label } from "./marks.js";
import { findings, marksOf, reading } from "./record.js";
import { frameX, frameY } from "./view.js";
import { conceptName, percent } from "./words.js";

const LABEL_LINE = 14;

function boxName(finding, number) {
  return marksOf(finding).length > 1 ? `${conceptName(finding.concept)} ${number + 1}` : conceptName(finding.concept);
}

function boxTitle(finding, number) {
  const marks = marksOf(finding);
  const { score } = marks[number];
  const parts = [conceptName(finding.concept), finding.presence, `box ${number + 1} of ${marks.length}`];
  return parts.concat(score === null ? [] : [`score ${percent(score)}`]).join(", ");
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

// If only one finding is highlighted, its first box has the name and the others have numbers only.
export function nameBoxes() {
  const lit = [...document.querySelectorAll(".box.lit")];
  const alone = new Set(lit.map((node) => node.dataset.finding)).size === 1;
  lit.forEach((node, i) => {
    const number = Number(node.dataset.box);
    const name = boxName(findings.get(node.dataset.finding), number);
    node.querySelector("text").textContent = alone && i > 0 ? String(number + 1) : name;
  });
}

// Overlapping labels of highlighted boxes are moved up line by line.
export function spreadLabels() {
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

// Small boxes are on top, so that large ones do not cover them.
export function drawBoxes() {
  const area = ({ box }) => (box.x_max - box.x_min) * (box.y_max - box.y_min);
  const boxes = reading.findings
    .flatMap((finding) => marksOf(finding).map((box, number) => ({ finding, box, number })))
    .sort((a, b) => area(b) - area(a));
  byId("layer-boxes").replaceChildren(...boxes.map(({ finding, box, number }) => drawBox(finding, box, number)));
}
