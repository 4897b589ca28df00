// Create and find elements. Text from files is only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
export const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
export const setPressed = (button, on) => button.setAttribute("aria-pressed", String(on));
export const stillMotion = matchMedia("(prefers-reduced-motion: reduce)");

export const actor = (tag, attributes, ...children) =>
  el(tag, { tabindex: 0, role: "button", "aria-pressed": "false", ...attributes }, ...children);
