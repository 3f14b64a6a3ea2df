// What is told of all images where the page of two networks shows a sample of them: how many those stand for, and the flow
// between two layers as the tables count it. It touches no page, so Node tests it.
import { columnsOf } from "#site/explorer/bytes.js";
import { rough } from "#site/explorer/words.js";
import { imagesOf } from "#site/explorer/whole.js";

/**
 * @import { Column } from "./explorer/types.d.ts"
 * @import { Header, Images, State } from "./compare.js"
 * @typedef {{starts: number[], columns: Record<string, Column>}} Known starts: the first row of each two layers
 */

/**
 * The flows that the page has as they were counted; null where they are counted from the images.
 * @param {Pick<Header, "flows">} header @param {Uint8Array} bytes unpacked
 * @returns {Known | null}
 */
export function knownOf({ flows }, bytes) {
  if (!flows) return null;
  let end = 0;
  const starts = [0, ...flows.rows.map((count) => (end += count))];
  return { starts, columns: columnsOf(bytes, flows.columns, end) };
}

/**
 * How many images go from a cluster to another, label by label: a row each, and for a role only.
 * @param {Known} known @param {State["layers"]} layers @param {string} role @param {Pick<Header, "runs" | "roles">} header
 */
export function rowsBetween({ starts, columns }, [first, second], role, { runs, roles }) {
  const pair = first * runs[1].layers.length + second;
  const place = roles.indexOf(role);
  const rows = Array.from({ length: starts[pair + 1] - starts[pair] }, (_, i) => starts[pair] + i);
  return rows
    .filter((row) => place < 0 || columns.role[row] === place)
    .map((row) => ({ from: columns.from[row], to: columns.to[row], label: columns.label[row], count: columns.count[row] }));
}

/**
 * Whether what a state means takes kinds of images as wholes, so that it is counted of all of them.
 * @param {Pick<State, "layers" | "from" | "to">} state @param {Pick<Header, "drawn">} header
 */
export const isWhole = ({ layers, from, to }, { drawn }) =>
  !drawn || [from, to].every((value, of) => value === null || drawn.layers[of].includes(layers[of]));

/**
 * How many images some that are shown stand for, as it is told: `1,234`, or `about 1,200`.
 * @param {number[]} shown @param {Images} images @param {Pick<State, "layers" | "from" | "to">} state @param {Header} header
 */
export function countText(shown, { weights }, state, header) {
  const count = imagesOf(shown, weights);
  return isWhole(state, header) ? count.toLocaleString("en") : `about ${rough(count).toLocaleString("en")}`;
}

/**
 * `12 images of 600 that both networks have: any change.`, and of how many of these are shown where not all are.
 * @param {number[]} shown @param {string} kind in words @param {Images} images @param {State} state @param {Header} header
 */
export function shownText(shown, kind, images, state, header) {
  const few = shown.length.toLocaleString("en");
  const all = header.drawn?.of ?? images.count;
  if (header.drawn && !shown.length && !isWhole(state, header)) return `None of the ${images.count.toLocaleString("en")} images shown: ${kind}.`;
  const count = imagesOf(shown, images.weights);
  const seen = count === shown.length ? "" : `; ${few} of them ${shown.length === 1 ? "is" : "are"} shown`;
  return `${countText(shown, images, state, header)} ${count === 1 ? "image" : "images"} of ${all.toLocaleString("en")} that both networks have: ${kind}${seen}.`;
}
