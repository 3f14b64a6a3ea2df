// How maps are magnified, as text for the address: `hidden_1:4_512_300` is four times as large as the whole map, with
// the place 512, 300 in its middle, in thousandths of the map: the same on any screen.
import { DEEPEST, coordinatesAt, wholeView } from "#site/explorer/scatter.js";
import { quoted } from "#site/fragment.js";

/** @import { ScatterView, Size } from "./types.d.ts" */

const WHOLE = 1000; // parts of a map
const MIDDLE = "1_500_500"; // all of a map
const FINE = 8; // times magnified, from which on a place needs two decimals
const ONE = /^\d{1,2}(\.\d{1,2})?(_-?\d{1,4}(\.\d{1,2})?){2}$/;

/**
 * A map's view as text; none for the whole map.
 * @param {ScatterView} view @param {Size} size @param {number} steps coordinates run from 0 to this
 */
export function zoomText(view, { width, height }, steps) {
  const decimals = view.zoom < FINE ? 1 : 2;
  const middle = coordinatesAt(view, [width / 2, height / 2]).map((value) => {
    const place = Math.min(Math.max((value / steps) * WHOLE, -WHOLE), 2 * WHOLE);
    return Number(place.toFixed(decimals));
  });
  const text = [Number(view.zoom.toFixed(2)), ...middle].join("_");
  return text === MIDDLE ? "" : text;
}

/**
 * The view that such a text tells.
 * @param {string} text @param {Size} size @param {number} steps
 * @returns {ScatterView}
 */
export function viewAt(text, size, steps) {
  const whole = wholeView(size, steps);
  if (!text) return whole;
  const [zoom, x, y] = text.split("_").map(Number);
  const scale = whole.scale * zoom;
  const [left, top] = [size.width / 2 - (x / WHOLE) * steps * scale, size.height / 2 - (y / WHOLE) * steps * scale];
  return { scale, left, top, zoom };
}

/**
 * The text of one map among those of all.
 * @param {string} all @param {string} layer its name
 */
export const zoomIn = (all, layer) => new Map(entriesOf(all)).get(layer) ?? "";

/**
 * Those of all maps, one of them another.
 * @param {string} all @param {string} layer its name @param {string} text none: the whole map
 */
export function withZoom(all, layer, text) {
  const entries = new Map(entriesOf(all));
  if (text) entries.set(layer, text);
  else entries.delete(layer);
  return Array.from(entries, ([name, one]) => `${encodeURIComponent(name)}:${one}`).join(" ");
}

/**
 * What of a text are views of maps that there are; the others are odd.
 * @param {string} text @param {string[]} layers names @param {string[]} odd
 */
export function knownZooms(text, layers, odd) {
  let all = "";
  for (const [layer, one] of entriesOf(text)) {
    if (!layers.includes(layer)) odd.push(`there is no map ${quoted(layer)} to magnify`);
    else if (!isZoom(one)) odd.push(`the map ${layer} cannot be magnified by ${quoted(one)}`);
    else all = withZoom(all, layer, one);
  }
  return all;
}

/** @param {string} text */
function isZoom(text) {
  const [zoom, x, y] = text.split("_").map(Number);
  return ONE.test(text) && zoom >= 1 && zoom <= DEEPEST && [x, y].every((value) => value >= -WHOLE && value <= 2 * WHOLE);
}

/**
 * @param {string} all
 * @returns {[layer: string, text: string][]}
 */
const entriesOf = (all) =>
  all
    .split(" ")
    .filter(Boolean)
    .map((entry) => {
      const at = entry.lastIndexOf(":");
      return [decoded(entry.slice(0, Math.max(at, 0))), entry.slice(at + 1)];
    });

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
