// Samples, selections and values as a reader reads them.
import { classesOf } from "#site/explorer/classes.js";
import { rowsOf } from "#site/explorer/store.js";
import { titleOf } from "#site/explorer/samples.js";
import { countsIn, imagesOf } from "#site/explorer/whole.js";

/** @import { Header, Samples, State } from "./types.d.ts" */

// A hyphen before a number, and not between two or in a name; a number's unit after a space.
const MINUS = /(?<![\w\-–−.)\]])-(?=\d)/g;
const UNIT = /(?<=\d) (?=%|mm\b)/g;

/**
 * A text as it is printed: true minus signs, and no line ends between a number and its unit.
 * @param {string} text
 */
export const typeset = (text) => text.replaceAll(MINUS, "−").replaceAll(UNIT, "\u00a0");

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/**
 * A share as a percentage that says 100 only for all and 0 only for none.
 * @param {number} share
 */
export function percent(share) {
  const rounded = Math.round(100 * share);
  if (rounded === 100 && share < 1) return ">\u00a099\u00a0%";
  if (rounded === 0 && share > 0) return "<\u00a01\u00a0%";
  return `${rounded}\u00a0%`;
}

/**
 * What is selected: `412 of 600 images: 400 × 1, 12 × 7; 3 paths`.
 * @param {Pick<State, "samples" | "marked" | "visible" | "selection">} state @param {Header} header
 */
export function summary(state, header) {
  const { samples, marked, visible } = state;
  if (samples.drawn) return summaryOfDrawn(state, header, samples.drawn.of);
  const all = rowsOf(visible).length;
  const filtered = all < samples.count ? ` (${counted(samples.count - all, "image")} filtered out)` : "";
  if (!marked) return `${counted(all, "image")}, none selected${filtered}`;
  const rows = rowsOf(marked);
  if (!rows.length) return `0 of ${counted(all, "image")} selected${filtered}`;
  const taken = new Set(rows.map((i) => samples.path[i]));
  return (
    `${rows.length.toLocaleString("en")} of ${counted(all, "image")} selected: ` +
    `${labelCounts(rows, samples, header).join(", ")}; ${counted(taken.size, "path")}${filtered}`
  );
}

/**
 * The same where a sample is shown: what takes kinds as wholes is counted of all images, other selections of those shown.
 * `412 of 9,000 images selected, 30 of them shown: …`, or `30 of the 700 images shown are selected, for about 390 of all: …`.
 * @param {Pick<State, "samples" | "marked" | "visible" | "selection">} state @param {Header} header @param {number} of
 */
function summaryOfDrawn({ samples, marked, visible, selection }, header, of) {
  const seen = rowsOf(visible);
  const [all, shown] = [imagesOf(seen, samples.weights), seen.length.toLocaleString("en")];
  const filtered = all < of ? ` (${counted(of - all, "image")} filtered out)` : "";
  if (!marked) return `${shown} of ${counted(all, "image")} shown, none selected${filtered}`;
  const rows = rowsOf(marked);
  const paths = rows.length ? `; ${counted(new Set(rows.map((i) => samples.path[i])).size, "path")}` : "";
  const counts = (/** @type {Samples["weights"]} */ weights) => (rows.length ? `: ${labelCounts(rows, samples, header, weights).join(", ")}` : "");
  const few = rows.length.toLocaleString("en");
  const many = imagesOf(rows, samples.weights);
  if (!selection.whole) {
    const about = rows.length ? `, for about ${rough(many).toLocaleString("en")} of all` : "";
    return `${few} of the ${shown} images shown are selected${about}${counts(null)}${paths}${filtered}`;
  }
  return `${many.toLocaleString("en")} of ${counted(all, "image")} selected, ${few} of them shown${counts(samples.weights)}${paths}${filtered}`;
}

/**
 * A number as an estimate is told: by its first two digits.
 * @param {number} count
 */
export const rough = (count) => Number(count.toPrecision(2));

/** @param {number[]} rows @param {Samples} samples @param {Header} header @param {Samples["weights"]} [weights] */
function labelCounts(rows, samples, header, weights = null) {
  const mask = new Uint8Array(samples.count);
  for (const i of rows) mask[i] = 1;
  const counts = countsIn(samples.label, header.labels.length - 1, weights, mask);
  const texts = classesOf(header).names.map((label, place) => `${counts[place].toLocaleString("en")} × ${label}`);
  return texts.filter((_, place) => counts[place]);
}

/**
 * From which layer on a sample's cluster stands for its prediction.
 * @param {number} i @param {Samples} samples @param {Header} header
 */
export function committedText(i, samples, header) {
  const name = header.committed[samples.committed[i]];
  return name === "never" ? name : `from ${titleOf(name, header)}`;
}

/**
 * From which layer on its neighbours vote for a sample's prediction.
 * @param {number} i @param {Samples} samples @param {Header} header
 */
export function depthText(i, samples, header) {
  const name = header.depth[samples.depth[i]];
  return name === "none" ? "test images only" : titleOf(name, header);
}

/**
 * `−0.39, p = 0.019`: how typical a sample's path is, and the p-value if it has one.
 * @param {number} i @param {Samples} samples
 */
export function scoreText(i, samples) {
  const p = samples.pValue[i];
  if (Number.isNaN(samples.pathScore[i])) return "–";
  const score = samples.pathScore[i].toFixed(2).replace("-", "−");
  return Number.isNaN(p) ? score : `${score}, p = ${p.toPrecision(2)}`;
}

/**
 * One sample in a line, for those who do not see its picture.
 * @param {number} i @param {Samples} samples @param {Header} header
 */
export function sampleText(i, samples, header) {
  const { names } = classesOf(header);
  const label = (/** @type {number} */ place) => names[place];
  const a = header.classes ? "" : "a ";
  return (
    `image ${samples.id[i]}, ${a}${label(samples.label[i])} (${header.roles[samples.role[i]]}), ` +
    `predicted ${label(samples.prediction[i])} with probability ${samples.probability[i].toFixed(2)}, ` +
    `path ${samples.paths[samples.path[i]].join(" → ")}, committed ${committedText(i, samples, header)}, ` +
    `path score ${scoreText(i, samples)}`
  );
}

/**
 * What the card tells of a sample: [name, value].
 * @param {number} i @param {Samples} samples @param {Header} header
 */
export function factsOf(i, samples, header) {
  const { one, names, kinds } = classesOf(header);
  const [label, travels] = [samples.label[i], samples.travels[i]];
  const the = header.classes ? "" : "the ";
  const whole = header.classes ? `its ${one}` : `the ${samples.unseen[i] ? "unseen " : ""}${kinds[label]}`;
  return [
    ["image", `${samples.id[i]}, ${header.roles[samples.role[i]]}`],
    [header.classes ? one : "is a", names[label]],
    ["predicted", `${names[samples.prediction[i]]}, probability ${samples.probability[i].toFixed(2)}`],
    ["path", samples.paths[samples.path[i]].join(" → ")],
    ["shared by", `${percent(samples.common[i])} of ${whole}`],
    ["main path of", travels < 0 ? `no ${one}` : the + kinds[travels]],
    ["committed", committedText(i, samples, header)],
    ["depth", depthText(i, samples, header)],
    ["path score", scoreText(i, samples)],
  ];
}
