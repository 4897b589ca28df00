// Entry point. The report is shown even if the film cannot be.
import { drawBoxes } from "./boxes.js";
import { drawMeasures } from "./calipers.js";
import { el } from "./dom.js";
import { loadFilm } from "./film.js";
import { startGestures } from "./gestures.js";
import { startHighlight } from "./highlight.js";
import { startKeys } from "./keys.js";
import { startLayers } from "./layers.js";
import { drawRegions } from "./regions.js";
import { startReplay } from "./replay.js";
import { startReport } from "./report.js";
import { stage, startView } from "./view.js";
import { startWindow } from "./window.js";

async function start() {
  startReport();
  startKeys();
  await loadFilm();
  startWindow();
  startView();
  startGestures();
  drawRegions();
  drawBoxes();
  drawMeasures();
  startLayers();
  startHighlight();
  startReplay();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  stage.append(el("p", { class: "failure", role: "alert" }, `The film cannot be shown in this browser: ${error.message}.`));
  throw error;
});
