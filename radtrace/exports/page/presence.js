// Presence and side in words and shapes.
import { svg } from "./dom.js";
import { findings } from "./record.js";

export const PRESENCE_ORDER = ["present", "uncertain", "absent"];
export const SIDES = { left: "left", right: "right", bilateral: "both sides", midline: "midline" };

// Presence has a word and a shape: a full, half or open disc.
export function glyph(presence) {
  const disc = svg("circle", { cx: 6, cy: 6, r: 4.5 });
  const half = presence === "uncertain" ? svg("path", { d: "M6 1.5a4.5 4.5 0 0 0 0 9z" }) : null;
  return svg("svg", { class: `glyph ${presence}`, viewBox: "0 0 12 12", "aria-hidden": "true" }, disc, half);
}

export function foremost(ids) {
  const claims = ids.map((id) => findings.get(id).presence);
  return PRESENCE_ORDER.find((presence) => claims.includes(presence)) ?? null;
}
