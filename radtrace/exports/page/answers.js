// A language model's outputs, word for word.
import { byId, el } from "./dom.js";
import { reading } from "./record.js";

// The whole of every answer is in the record; the page shows as much as can be read.
const ANSWERS_SHOWN = 50;

const LETTERS_SHOWN = 4000;

function answerItem({ prompt, text, repairs }) {
  const over = text.length - LETTERS_SHOWN;
  const more = over > 0 ? el("p", { class: "quiet" }, `${over} more characters are in the record.`) : null;
  const mended = repairs.length ? el("p", { class: "quiet" }, `Mended: ${repairs.join("; ").slice(0, LETTERS_SHOWN)}`) : null;
  return el("li", {}, el("span", { class: "quiet" }, prompt), el("pre", { tabindex: 0, "aria-label": "Answer, word for word" }, text.slice(0, LETTERS_SHOWN) || "(empty)"), more, mended);
}

export function showAnswers() {
  const { outputs } = reading.provenance;
  const over = outputs.length - ANSWERS_SHOWN;
  byId("answers-block").hidden = !outputs.length;
  byId("answers-count").textContent = `${outputs.length} · word for word${over > 0 ? ` · the first ${ANSWERS_SHOWN} are shown` : ""}`;
  byId("answers").replaceChildren(...outputs.slice(0, ANSWERS_SHOWN).map(answerItem));
}
