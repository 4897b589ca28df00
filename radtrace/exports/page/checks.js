// The checks, failures first.
import { byId, el } from "./dom.js";
import { reading } from "./record.js";
import { plain } from "./words.js";

const VERDICT_ORDER = ["fail", "flag", "pass"];

function aboutCheck({ sentence, finding }) {
  if (sentence) return { "data-sentence": sentence, tabindex: 0 };
  return finding ? { "data-finding": finding, tabindex: 0 } : {};
}

function checkItem(check) {
  const about = aboutCheck(check);
  const verdict = el("span", { class: `verdict ${check.verdict}` }, check.verdict);
  return el("li", about, verdict, el("b", {}, plain(check.name)), " ", el("span", { class: "quiet" }, check.why));
}

export function showChecks() {
  const rank = (check) => VERDICT_ORDER.indexOf(check.verdict);
  byId("checks").replaceChildren(...[...reading.checks].sort((a, b) => rank(a) - rank(b)).map(checkItem));
  const count = (verdict) => reading.checks.filter((check) => check.verdict === verdict).length;
  byId("checks-count").textContent = `${count("pass")} pass · ${count("flag")} flag · ${count("fail")} fail`;
  byId("checks-block").open = count("fail") + count("flag") > 0;
}
