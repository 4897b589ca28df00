// The report beside the film.
import { showAnswers } from "./answers.js";
import { showChecks } from "./checks.js";
import { showCritical, showHeader } from "./header.js";
import { showProvenance } from "./provenance.js";
import { showFindings, showMeasured } from "./scored.js";
import { showSentences } from "./sentences.js";

export function startReport() {
  showHeader();
  showCritical();
  showSentences("findings");
  showSentences("impression");
  showFindings();
  showMeasured();
  showChecks();
  showProvenance();
  showAnswers();
}
