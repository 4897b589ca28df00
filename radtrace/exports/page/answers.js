// A language model's outputs, verbatim.
import { byId, el } from "./dom.js";
import { reading } from "./record.js";

// The record has every answer in full; the page shows as much as can be read.
const ANSWERS_SHOWN = 50;

const LETTERS_SHOWN = 4000;

function answerItem({ prompt, text, repairs }) {
  const over = text.length - LETTERS_SHOWN;
  const more = over > 0 ? el("p", { class: "quiet" }, `${over} more characters in the record.`) : null;
  const repaired = repairs.length ? el("p", { class: "quiet" }, `Repaired: ${repairs.join("; ").slice(0, LETTERS_SHOWN)}`) : null;
  return el("li", {}, el("span", { class: "quiet" }, prompt), el("pre", { tabindex: 0, "aria-label": "Verbatim answer" }, text.slice(0, LETTERS_SHOWN) || "(empty)"), more, repaired);
}

export function showAnswers() {
  const { outputs } = reading.provenance;
  const over = outputs.length - ANSWERS_SHOWN;
  byId("answers-block").hidden = !outputs.length;
  byId("answers-count").textContent = `${outputs.length} · verbatim${over > 0 ? ` · first ${ANSWERS_SHOWN} shown` : ""}`;
  byId("answers").replaceChildren(...outputs.slice(0, ANSWERS_SHOWN).map(answerItem));
}
