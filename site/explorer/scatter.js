// The geometry of an embedding: from coordinates to pixels and back, which points lie where.

/** @import { Column, Grid, Mask, Point, ScatterView, Size } from "./types.d.ts" */

const CELLS = 96; // of the grid of points, each way
const MARGIN = 0.04; // of the panel's shorter side
export const DEEPEST = 64; // times magnified

/**
 * @param {Size} size @param {number} steps coordinates run from 0 to this
 * @returns {ScatterView}
 */
export function wholeView({ width, height }, steps) {
  const side = Math.min(width, height) * (1 - 2 * MARGIN);
  return { scale: side / steps, left: (width - side) / 2, top: (height - side) / 2, zoom: 1 };
}

/**
 * A view of what lies between these coordinates, in the middle of a square.
 * @param {{left: number, top: number, right: number, bottom: number}} box @param {number} side pixels
 * @returns {ScatterView}
 */
export function viewOf({ left, top, right, bottom }, side) {
  const scale = (side * (1 - 2 * MARGIN)) / Math.max(right - left, bottom - top, 1);
  return { scale, left: (side - scale * (left + right)) / 2, top: (side - scale * (top + bottom)) / 2, zoom: 1 };
}

/**
 * Zoomed by a factor about a pixel; never out beyond the whole.
 * @param {ScatterView} view @param {number} factor @param {Point} about @param {ScatterView} whole
 * @returns {ScatterView}
 */
export function zoomed(view, factor, [x, y], whole) {
  const zoom = Math.min(Math.max(view.zoom * factor, 1), DEEPEST);
  if (zoom === 1) return whole;
  const by = zoom / view.zoom;
  return { scale: view.scale * by, left: x - (x - view.left) * by, top: y - (y - view.top) * by, zoom };
}

/**
 * In a panel of another size what was in its middle stays there, as much magnified.
 * @param {ScatterView} view @param {Size} before @param {Size} after @param {number} steps
 * @returns {ScatterView}
 */
export function refitted(view, before, after, steps) {
  const whole = wholeView(after, steps);
  if (!(view.scale > 0)) return whole;
  const [x, y] = coordinatesAt(view, [before.width / 2, before.height / 2]);
  const scale = whole.scale * view.zoom;
  return { scale, left: after.width / 2 - x * scale, top: after.height / 2 - y * scale, zoom: view.zoom };
}

/** @param {ScatterView} view @param {number} x @param {number} y */
export const moved = (view, x, y) => ({ ...view, left: view.left + x, top: view.top + y });

/** @param {ScatterView} view @param {Point} pixel @returns {Point} */
export const coordinatesAt = (view, [x, y]) => [(x - view.left) / view.scale, (y - view.top) / view.scale];

/** @param {ScatterView} view @param {number} x @param {number} y @returns {Point} */
export const pixelOf = (view, x, y) => [x * view.scale + view.left, y * view.scale + view.top];

/**
 * Points by grid cell: those of cell c are order[starts[c]] … order[starts[c + 1] - 1].
 * @param {Column} x @param {Column} y @param {number} steps
 * @returns {Grid}
 */
export function gridOf(x, y, steps) {
  const cell = (/** @type {number} */ i) => cellOf(y[i], steps) * CELLS + cellOf(x[i], steps);
  const starts = new Uint32Array(CELLS * CELLS + 1);
  for (let i = 0; i < x.length; i++) starts[cell(i) + 1]++;
  for (let c = 0; c < CELLS * CELLS; c++) starts[c + 1] += starts[c];
  const order = new Uint32Array(x.length);
  const next = starts.slice();
  for (let i = 0; i < x.length; i++) order[next[cell(i)]++] = i;
  return { x, y, starts, order, steps };
}

/** @param {number} coordinate @param {number} steps */
const cellOf = (coordinate, steps) =>
  Math.min(Math.max(Math.floor((coordinate * CELLS) / (steps + 1)), 0), CELLS - 1);

/**
 * The nearest visible point to a coordinate, within a radius; -1 if there is none.
 * @param {Grid} grid @param {Point} at @param {number} radius @param {Mask} visible
 */
export function nearest({ x, y, starts, order, steps }, [atX, atY], radius, visible) {
  let best = -1;
  let least = radius * radius;
  for (let row = cellOf(atY - radius, steps); row <= cellOf(atY + radius, steps); row++) {
    const from = starts[row * CELLS + cellOf(atX - radius, steps)];
    const to = starts[row * CELLS + cellOf(atX + radius, steps) + 1];
    for (let k = from; k < to; k++) {
      const i = order[k];
      const distance = (x[i] - atX) ** 2 + (y[i] - atY) ** 2;
      if (visible[i] && distance <= least) [best, least] = [i, distance];
    }
  }
  return best;
}

/**
 * A mask of the visible points inside a polygon of coordinates, by the even-odd rule.
 * @param {Point[]} polygon @param {Column} x @param {Column} y @param {Mask} visible
 */
export function inside(polygon, x, y, visible) {
  const mask = new Uint8Array(x.length);
  const [xs, ys] = [polygon.map((corner) => corner[0]), polygon.map((corner) => corner[1])];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  for (let i = 0; i < x.length; i++) {
    if (!visible[i] || x[i] < left || x[i] > right || y[i] < top || y[i] > bottom) continue;
    mask[i] = crossings(xs, ys, x[i], y[i]) % 2;
  }
  return mask;
}

/**
 * How many edges of the polygon a ray from a point to the right meets.
 * @param {number[]} xs @param {number[]} ys @param {number} x @param {number} y
 */
function crossings(xs, ys, x, y) {
  let count = 0;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    const apart = ys[i] > y !== ys[j] > y;
    if (apart && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) count++;
  }
  return count;
}
