// A lasso as text: its corners in thousandths of the map, few enough for an address.
import { inside } from "#site/explorer/scatter.js";

/** @import { Mask, Point, Samples } from "./types.d.ts" */

const CORNERS = 40; // at most that are written
const READ = 400; // at most that are read
const WHOLE = 1000; // parts of a map
const FINEST = 3; // decimals of these parts
const FIRST = 0.002; // of the lasso's extent, how far a corner may lie beside its simpler line

/**
 * The corners of a lasso, as exact as its size asks for: at least three digits of its extent.
 * @param {Point[]} polygon in the samples' coordinates @param {number} steps these run from 0 to this
 */
export function cornersText(polygon, steps) {
  const extent = extentOf(polygon) / steps;
  const more = polygon.length > 4 ? 0 : 1; // a box is short anyway
  const decimals = Math.min(Math.max(Math.ceil(-Math.log10(extent || 1)), 0) + more, FINEST);
  const written = (/** @type {number} */ value) => String(Number(((value / steps) * WHOLE).toFixed(decimals)));
  return simpler(polygon).flat().map(written).join("_");
}

/**
 * The corners that such a text has, in the samples' coordinates; null for any other text.
 * @param {string} text @param {number} steps
 * @returns {Point[] | null}
 */
export function cornersOf(text, steps) {
  const numbers = text.split("_", 2 * READ + 1);
  if (numbers.length % 2 || numbers.length < 6 || !numbers.every((part) => /^-?\d{1,6}(\.\d{1,3})?$/.test(part))) return null;
  const values = numbers.map((part) => (Number(part) / WHOLE) * steps);
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
}

/**
 * The corners of each of the lassos of a text, `|` between them; null for any other text, and for more corners than are
 * read of one.
 * @param {string} text @param {number} steps
 */
export function outlinesOf(text, steps) {
  const polygons = [];
  let corners = 0;
  for (const one of text.split("|", READ)) {
    const polygon = cornersOf(one, steps);
    corners += polygon?.length ?? Infinity;
    if (!polygon || corners > READ) return null;
    polygons.push(polygon);
  }
  return polygons;
}

/**
 * A mask of the samples inside the outlines on a layer's map; null where the text is none.
 * @param {string} text @param {Samples} samples @param {number} layer its place
 * @returns {Mask | null}
 */
export function insideLasso(text, samples, layer) {
  const outlines = outlinesOf(text, samples.steps);
  if (!outlines) return null;
  const everyone = new Uint8Array(samples.count).fill(1);
  const masks = outlines.map((polygon) => inside(polygon, samples.x[layer], samples.y[layer], everyone));
  return masks.reduce((all, mask) => all.map((value, i) => value | mask[i]));
}

/** @param {Point[]} polygon */
function extentOf(polygon) {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  return Math.max(...[xs, ys].map((values) => Math.max(...values) - Math.min(...values)));
}

/**
 * A polygon of few corners that goes along another.
 * @param {Point[]} polygon
 */
export function simpler(polygon) {
  let tolerance = FIRST * extentOf(polygon);
  let found = polygon.length > 4 ? along(polygon, tolerance) : polygon;
  while (found.length > CORNERS) found = along(polygon, (tolerance *= 1.4));
  return found.length < 3 ? polygon.slice(0, 3) : found;
}

/**
 * The corners that are farther than the tolerance from the line without them (Douglas and Peucker 1973).
 * @param {Point[]} line @param {number} tolerance
 * @returns {Point[]}
 */
function along(line, tolerance) {
  const kept = new Set([0, line.length - 1]);
  const open = [[0, line.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let [farthest, most] = [-1, tolerance];
    for (let i = from + 1; i < to; i++) {
      const away = distance(line[i], line[from], line[to]);
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest < 0) continue;
    kept.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return line.filter((_, i) => kept.has(i));
}

/**
 * From a point to the stretch between two others.
 * @param {Point} point @param {Point} from @param {Point} to
 */
function distance([x, y], [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const share = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - fromX - at * dx, y - fromY - at * dy);
}
