// Which images stand for a node of the flow: those its mean is made of, and the most typical ones of its classes.
import { placeOf, valuesOf } from "#site/explorer/flow_samples.js";

/**
 * @import { Column, FlowData, Header, Samples } from "./types.d.ts"
 * @typedef {{few: number[], typical: number[]}} StandIns samples
 */

export const MEAN_OF = 500; // images at most, evenly taken: more make no other mean, and take time
const WITHOUT = -10; // what a share is added to where there is no silhouette: after all that have one

/**
 * Of each node of a stage, in their order.
 * @param {FlowData} flow @param {number} stage @param {Header} header @param {Samples} samples
 * @param {number} most typical ones
 * @returns {StandIns[]}
 */
export function standIns(flow, stage, header, samples, most) {
  const { name } = flow.stages[stage];
  const values = valuesOf(name, header, samples);
  const layer = header.layers.findIndex((other) => other.name === name);
  const typicality = typicalityIn(samples, layer < 0 ? header.layers.length - 1 : layer);
  return flow.nodes
    .filter((node) => node[0] === stage)
    .map(([, value]) => {
      const rows = rowsAt(values, placeOf(name, value, header));
      const typical = typicalOf(rows, samples.label, typicality, most, samples.weights);
      return { few: evenly(rows, MEAN_OF, samples.weights), typical };
    });
}

/**
 * How typical a sample is of its cluster: its silhouette; what was not taught has none, and comes last, the
 * commonest path first.
 * @param {Samples} samples @param {number} layer
 */
const typicalityIn =
  ({ silhouettes, common }, layer) =>
  (/** @type {number} */ i) => {
    const silhouette = silhouettes[layer][i];
    return Number.isNaN(silhouette) ? WITHOUT + common[i] : silhouette;
  };

/** @param {Column} values @param {number} value */
function rowsAt(values, value) {
  const rows = [];
  for (let i = 0; i < values.length; i++) if (values[i] === value) rows.push(i);
  return rows;
}

/**
 * Rows evenly taken; where some stand for more images than others, these the more often.
 * @param {number[]} rows @param {number} most @param {Samples["weights"]} [weights]
 */
export function evenly(rows, most, weights = null) {
  if (weights) return evenlyWeighed(rows, most, weights);
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, k) => rows[Math.floor((k * rows.length) / most)]);
}

/** @param {number[]} rows @param {number} most @param {Float64Array} weights */
function evenlyWeighed(rows, most, weights) {
  const step = rows.reduce((sum, i) => sum + weights[i], 0) / most;
  const found = [];
  let sum = 0;
  for (const i of rows) {
    sum += weights[i];
    while (found.length < most && sum >= (found.length + 0.5) * step) found.push(i);
  }
  return found;
}

/**
 * The most typical samples, of each label as many as it has its share of all: so have the first few of them.
 * @param {number[]} rows @param {Column} label @param {(i: number) => number} typicality @param {number} most
 * @param {Samples["weights"]} [weights]
 */
export function typicalOf(rows, label, typicality, most, weights = null) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const i of rows) counts.set(label[i], (counts.get(label[i]) ?? 0) + (weights ? weights[i] : 1));
  const seats = seatsOf(counts, Math.min(most, rows.length));
  /** @type {Map<number, number[]>} */
  const best = new Map(seats.map((place) => [place, []]));
  for (const i of rows) {
    const found = best.get(label[i]);
    if (found) insert(found, i, typicality, most);
  }
  return seats.map((place) => Number(best.get(place)?.shift()));
}

/**
 * The labels that seats go to, one after another, by d'Hondt.
 * @param {Map<number, number>} counts @param {number} seats
 */
function seatsOf(counts, seats) {
  const found = /** @type {number[]} */ ([]);
  const quotient = (/** @type {[number, number]} */ [place, count]) =>
    count / (found.filter((other) => other === place).length + 1);
  while (found.length < seats) {
    found.push([...counts].reduce((a, b) => (quotient(b) > quotient(a) ? b : a))[0]);
  }
  return found;
}

/**
 * Into the few best so far, the best first; of equal ones the first stays first.
 * @param {number[]} best @param {number} i @param {(i: number) => number} typicality @param {number} most
 */
function insert(best, i, typicality, most) {
  const value = typicality(i);
  if (best.length === most && value <= typicality(best[most - 1])) return;
  let at = best.length;
  while (at > 0 && typicality(best[at - 1]) < value) at--;
  best.splice(at, 0, i);
  if (best.length > most) best.pop();
}
