// What became of the images that several runs have: found in the columns that the index carries, and
// told. It touches no page, so Node tests it.
import { columnsOf } from "#site/explorer/bytes.js";

/**
 * @import { Column, SpriteShape } from "./explorer/types.d.ts"
 * @typedef {{count: number, columns: [name: string, kind: string][]}} Described
 * @typedef {{of: number, probability: number, roles: string[], labels: string[], committed: string[][], paths: string[][],
 *   images: Described, rows: Described, sprites: SpriteShape}} About docs/explorer.md has it
 * @typedef {{run: number, role: string, prediction: number, probability: number, travels: number, committed: string,
 *   path: string}} Fate run: a place among the runs; prediction, travels: among the labels, -1 for none
 * @typedef {{about: About, ids: Uint32Array, label: Column, picture: Column, ends: Uint32Array,
 *   rows: Record<string, Column>}} Fates picture: the place among the pictures, from 1 on; 0 for none
 */

/**
 * @param {About} about @param {Uint8Array} images @param {Uint8Array} rows both unpacked
 * @returns {Fates}
 */
export function fatesOf(about, images, rows) {
  const { sample_id, label, runs, picture } = columnsOf(images, about.images.columns, about.images.count);
  const columns = columnsOf(rows, about.rows.columns, about.rows.count);
  return { about, ids: summed(sample_id), label, picture, ends: summed(runs), rows: columns };
}

/** @param {Column} steps */
function summed(steps) {
  let sum = 0;
  return Uint32Array.from(steps, (step) => (sum += step));
}

/**
 * What became of an image in each run that has it.
 * @param {Fates} fates @param {number} place the image's
 */
export function fatesAt(fates, place) {
  const start = place ? fates.ends[place - 1] : 0;
  return Array.from({ length: fates.ends[place] - start }, (_, i) => fateIn(fates, start + i));
}

/**
 * @param {Fates} fates @param {number} row
 * @returns {Fate}
 */
function fateIn({ about, rows }, row) {
  const run = rows.run[row];
  return {
    run,
    role: about.roles[rows.role[row]],
    prediction: rows.prediction[row],
    probability: rows.probability[row] / about.probability,
    travels: rows.travels[row],
    committed: about.committed[run][rows.committed[row]],
    path: about.paths[run][rows.path[row]].replaceAll("-", " → "),
  };
}

/**
 * The images that two runs predict differently, and how many both have.
 * @param {Fates} fates @param {number} first @param {number} second places of runs
 */
export function changedBetween(fates, first, second) {
  /** @type {{place: number, fates: [Fate, Fate]}[]} */
  const changed = [];
  let both = 0;
  for (let place = 0; place < fates.ids.length; place++) {
    const found = fatesAt(fates, place);
    const [one, other] = [first, second].map((run) => found.find((fate) => fate.run === run));
    if (!one || !other) continue;
    both++;
    if (one.prediction !== other.prediction) changed.push({ place, fates: [one, other] });
  }
  return { both, changed };
}

/** @param {number} count @param {string} one */
const counted = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/**
 * `9, wrong`; of an image that the network was not taught, right and wrong say nothing.
 * @param {Fate} fate @param {number} label @param {string[]} names of the labels
 */
export function predictionText({ role, prediction }, label, names) {
  const verdict = role === "unseen" ? "never taught its class" : prediction === label ? "right" : "wrong";
  return `${names[prediction]}, ${verdict}`;
}

/**
 * `In 4 runs: predicted 4 in 3, 9 in 1.`
 * @param {Fate[]} found @param {string[]} names of the labels
 */
export function predictionsText(found, names) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { prediction } of found) counts.set(prediction, (counts.get(prediction) ?? 0) + 1);
  const ordered = [...counts].sort(([a, most], [b, other]) => other - most || a - b);
  const told = ordered.map(([prediction, count]) => `${names[prediction]} in ${count === found.length ? "all" : count}`);
  return `In ${counted(found.length, "run")}: predicted ${told.join(", ")}.`;
}

/**
 * `12 of 431 images that both runs have: label, then a and b.`
 * @param {ReturnType<typeof changedBetween>} found @param {string[]} names of the runs @param {About} about
 */
export function changedText({ both, changed }, names, about) {
  const here = isWhole(about) ? "" : " and this page tells of";
  if (!changed.length) return `They predict no image differently, of ${both.toLocaleString("en")} that both have${here}.`;
  return `${changed.length.toLocaleString("en")} of ${counted(both, "image")} that both have${here}: label, then ${names.join(" and ")}.`;
}

/** @param {About} about */
const isWhole = ({ of, images }) => images.count === of;

/**
 * Of which images the index tells.
 * @param {About} about
 */
export function toldText(about) {
  if (!about.of) return "No two runs have an image in common.";
  const all = `${counted(about.of, "image")} that two runs or more have`;
  if (isWhole(about)) return `Told of all ${all}.`;
  return `Told of ${about.images.count.toLocaleString("en")} of the ${all}: those that are predicted differently first.`;
}

/**
 * Why an image is not told of.
 * @param {number} id @param {About} about
 */
export const untoldText = (id, about) =>
  isWhole(about) ? `No two of these runs have image ${id}.` : `Image ${id} is in no two of these runs, or not among those told of.`;
