// Marks with a constant size on the screen at any zoom.
import { svg } from "./dom.js";

export const fixedAt = (x, y, ...children) =>
  svg("g", { transform: `translate(${x} ${y})` }, svg("g", { class: "fixed" }, children));

export const label = (text, x = 0, y = 0, attributes = {}) => svg("text", { x, y, ...attributes }, text);
