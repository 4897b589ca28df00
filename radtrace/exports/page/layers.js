// Layers on the film, and the buttons that toggle them.
import { setPressed } from "./dom.js";
import { applyHighlight } from "./highlight.js";
import { stage } from "./view.js";

const layerButton = (layer) => document.querySelector(`[data-layer="${layer}"]`);

export function toggleLayer(layer) {
  const button = layerButton(layer);
  const on = button.getAttribute("aria-pressed") !== "true";
  setPressed(button, on);
  stage.classList.toggle(`with-${layer}`, on);
  applyHighlight();
}

export function startLayers() {
  for (const button of document.querySelectorAll("[data-layer]")) {
    stage.classList.toggle(`with-${button.dataset.layer}`, button.getAttribute("aria-pressed") === "true");
    button.addEventListener("click", () => toggleLayer(button.dataset.layer));
  }
}
