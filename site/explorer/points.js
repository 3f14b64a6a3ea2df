// The points of all embeddings: in which order, how large and in which colours they are painted.
import { hex, rgb } from "#site/explorer/colors.js";

/** @import { Coloring, Points, Samples, State } from "./types.d.ts" */

const REST = 0xffd6d3d0; // points that are not selected while others are, as RGBA bytes

/**
 * An order in which no label covers another: the same random one each time.
 * @param {number} count
 */
export function mixedOrder(count) {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let seed = 1;
  for (let i = count - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((seed / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * @param {Samples} samples
 * @returns {Points} as yet without colours
 */
export function pointsOf(samples) {
  const order = mixedOrder(samples.count);
  const shapes = Uint8Array.from(order, (i) => samples.role[i]);
  return { order, shapes, colors: new Uint32Array(samples.count), front: null };
}

/**
 * Colours the points as the samples are shown now.
 * @param {Points} points @param {Pick<State, "visible" | "marked">} state @param {Coloring} coloring
 */
export function colorPoints(points, { visible, marked }, { codes, colors }) {
  const table = Uint32Array.from(colors, bytesOf);
  points.front = marked && Uint8Array.from(points.order, (i) => marked[i]);
  for (let k = 0; k < points.order.length; k++) {
    const i = points.order[k];
    points.colors[k] = !visible[i] ? 0 : marked && !marked[i] ? REST : table[codes[i]];
  }
}

/** @param {string} color */
function bytesOf(color) {
  const [red, green, blue] = rgb(color);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * RGBA bytes as a style has them.
 * @param {number} color
 */
export const cssOf = (color) => hex([0, 8, 16].map((shift) => (color >>> shift) & 255));

/**
 * The radius of a point in pixels: many points are small, magnified ones larger.
 * @param {number} count @param {number} zoom
 */
export function radiusOf(count, zoom) {
  const base = count <= 1_500 ? 3.4 : count <= 12_000 ? 2.2 : 1.15;
  return Math.min(base * zoom ** 0.35, 6);
}
