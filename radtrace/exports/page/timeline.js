// Timeline of the inspection path. `replay.time` is null until the replay starts.
import { onFilm, path } from "./record.js";

export const replay = { time: null, step: -1, playing: false, speed: 1, frame: 0, marks: [] };

export const stops = path
  .flatMap((step, number) => step.fixations.filter(onFilm).map((fixation) => ({ ...fixation, step: number })))
  .sort((a, b) => a.start_s - b.start_s);

export const endOf = (stop) => stop.start_s + stop.duration_s;
export const pathEnd = stops.reduce((end, stop) => Math.max(end, endOf(stop)), 0);
export const TRAIL = 8;
export const dwellOf = (step) => step.fixations.reduce((sum, fixation) => sum + fixation.duration_s, 0);
