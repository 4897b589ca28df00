// Making and finding elements. Text from outside is only ever set as text.
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const setPressed = (button, on) => button.setAttribute("aria-pressed", String(on));
const stillMotion = matchMedia("(prefers-reduced-motion: reduce)");

function announce(text) {
  byId("announce").textContent = text;
}
