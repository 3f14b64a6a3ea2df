// The points of all embeddings: in which order, how large and in which colours they are painted.
import { seen } from "#site/explorer/contrast.js";
import { hex, rgb } from "#site/explorer/colors.js";
import { LIGHT } from "#site/explorer/theme.js";

/** @import { Coloring, Points, Samples, State } from "./types.d.ts" */

const MANY = 12_000; // points
const USUAL = 300; // pixels of a map

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
  const [colors, rims] = [new Uint32Array(samples.count), new Uint32Array(samples.count)];
  return { order, shapes, colors, rims, front: null };
}

/**
 * Colours the points as the samples are shown now.
 * @param {Points} points @param {Pick<State, "visible" | "marked">} state @param {Coloring} coloring
 * @param {{paper: string, rest: string}} [on] what they lie on; the colour of points that are not selected while others are
 */
export function colorPoints(points, { visible, marked }, { codes, colors }, on = LIGHT) {
  const rest = bytesOf(on.rest);
  const table = Uint32Array.from(colors, bytesOf);
  const rims = Uint32Array.from(colors, (color) => bytesOf(seen(color, on.paper)));
  points.front = marked && Uint8Array.from(points.order, (i) => marked[i]);
  for (let k = 0; k < points.order.length; k++) {
    const i = points.order[k];
    points.colors[k] = !visible[i] ? 0 : marked && !marked[i] ? rest : table[codes[i]];
    points.rims[k] = points.colors[k] === rest ? rest : rims[codes[i]];
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
 * The radius of a point in pixels: many points are small, magnified ones larger, and those of a large map.
 * @param {number} count @param {number} zoom @param {number} [side] of the map, in pixels
 */
export function radiusOf(count, zoom, side = USUAL) {
  const base = count <= 1_500 ? 3.4 : count <= MANY ? 2.2 : 1.15;
  return Math.min(base * zoom ** 0.35 * Math.min(Math.max((side / USUAL) ** 0.5, 1), 1.6), 6);
}

/**
 * Whether points lie on each other so much that one more is no longer seen.
 * @param {number} count
 */
export const isCrowded = (count) => count > MANY;
