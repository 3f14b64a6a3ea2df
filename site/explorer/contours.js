// The outline of a group of points: the line about where they lie densest, which holds most of them.

/**
 * @import { Column } from "./types.d.ts"
 * @typedef {{values: Float32Array, cell: number, at: (coordinate: number) => number}} Density of a square
 *   of cells, row by row; how long one is, and the cell of a coordinate
 */

const CELLS = 72; // of the square, each way
const EDGE = 6; // of them, on each side, beyond the lowest and highest coordinate
const HELD = 0.9; // share of the points that an outline holds
const ALONE = 0.5; // of the highest: about a point by itself a line must be seen, too
const FEW = 1_000; // points, below which they are smoothed more

/**
 * The outline as line segments x0, y0, x1, y1, x0, … in coordinates.
 * @param {Column} x @param {Column} y @param {number[]} members places of the group's points
 * @param {number} steps coordinates run from 0 to this
 */
export function outlineOf(x, y, members, steps) {
  const density = densityOf(x, y, members, steps);
  const { values, at } = density;
  const heights = Float32Array.from(members, (i) => values[at(y[i]) * CELLS + at(x[i])]).sort();
  const held = heights[Math.floor((1 - HELD) * heights.length)];
  return segmentsAt(density, Math.min(held, heights[heights.length - 1] * ALONE));
}

/**
 * @param {Column} x @param {Column} y @param {number[]} members @param {number} steps
 * @returns {Density}
 */
function densityOf(x, y, members, steps) {
  const cell = steps / (CELLS - 2 * EDGE - 1);
  const at = (/** @type {number} */ coordinate) => EDGE + Math.round(coordinate / cell);
  /** @type {Float32Array} */
  let values = new Float32Array(CELLS * CELLS);
  for (const i of members) values[at(y[i]) * CELLS + at(x[i])]++;
  const reach = members.length < FEW ? 2 : 1;
  for (let pass = 0; pass < 2; pass++) values = blurred(blurred(values, reach, 1), reach, CELLS);
  return { values, cell, at };
}

/**
 * Each cell's mean with those beside it, in one direction: `step` is how far apart neighbours are.
 * @param {Float32Array} values @param {number} reach @param {number} step
 */
function blurred(values, reach, step) {
  const found = new Float32Array(values.length);
  for (let i = reach * step; i < values.length - reach * step; i++) {
    for (let k = -reach; k <= reach; k++) found[i] += values[i + k * step];
  }
  return found;
}

/**
 * The line at a height, by marching squares. Cells' values stand at their middles.
 * @param {Density} density @param {number} height
 */
function segmentsAt({ values, cell }, height) {
  /** @type {number[]} */
  const segments = [];
  for (let row = 0; row < CELLS - 1; row++) {
    for (let column = 0; column < CELLS - 1; column++) {
      const k = row * CELLS + column;
      const corners = [values[k], values[k + 1], values[k + CELLS + 1], values[k + CELLS]];
      const above = corners.reduce((code, value, corner) => code | (value >= height ? 1 << corner : 0), 0);
      for (const side of CROSSED[above]) {
        const [dx, dy] = crossing(corners, side, height);
        segments.push((column + dx - EDGE) * cell, (row + dy - EDGE) * cell);
      }
    }
  }
  return Float32Array.from(segments);
}

/** Pairs of sides (top, right, bottom, left) that the line crosses, by which corners are above it. */
const CROSSED = [
  [], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2],
  [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], [],
];

/**
 * Where on a side of a cell the height is reached.
 * @param {number[]} corners clockwise from the top left @param {number} side @param {number} height
 */
function crossing(corners, side, height) {
  const [from, to] = [corners[side], corners[(side + 1) % 4]];
  const share = (height - from) / (to - from);
  return [[share, 0], [1, share], [1 - share, 1], [0, 1 - share]][side];
}
