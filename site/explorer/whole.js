// What is counted of all images where the page shows a sample of them: each stands for those of its kind (role, label,
// clusters, prediction), of which the page knows how many there are. So what takes kinds as wholes is counted exactly.

/** @import { Column, Mask, Samples } from "./types.d.ts" */

/**
 * For how many images each sample stands; null where all are shown.
 * @param {{drawn?: object}} header @param {Record<string, Column>} columns
 */
export const weightsOf = ({ drawn }, { images, alike }) =>
  drawn ? Float64Array.from(images, (count, i) => count / alike[i]) : null;

/**
 * How many images these samples stand for.
 * @param {number[]} rows @param {Samples["weights"]} weights
 */
export const imagesOf = (rows, weights) =>
  weights ? Math.round(rows.reduce((sum, i) => sum + weights[i], 0)) : rows.length;

/**
 * How many images have each value.
 * @param {Column} values @param {number} most the highest value @param {Samples["weights"]} weights
 * @param {Mask} [mask] of the samples that count; all
 */
export function countsIn(values, most, weights, mask) {
  const counts = new Float64Array(most + 1);
  for (let i = 0; i < values.length; i++) if (!mask || mask[i]) counts[values[i]] += weights ? weights[i] : 1;
  return counts.map(Math.round);
}
