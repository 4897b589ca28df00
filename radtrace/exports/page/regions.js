// Outlines of the protocol's regions.
import { byId, svg } from "./dom.js";
import { fixedAt, label } from "./marks.js";
import { onFilm, reading } from "./record.js";
import { frameX, frameY } from "./view.js";
import { regionName } from "./words.js";

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

export function drawRegions() {
  const found = reading.regions.filter((region) => onFilm(region) && region.box);
  byId("layer-regions").replaceChildren(...found.map(drawRegion));
}
