// The report stands even if the film cannot be shown.
async function start() {
  startReport();
  startKeys();
  await loadFilm();
  startWindow();
  startView();
  startOverlay();
  startLight();
  startReplay();
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  stage.append(el("p", { class: "failure", role: "alert" }, `The film cannot be shown in this browser: ${error.message}.`));
  throw error;
});
