// What followed images were at each kept epoch: unpacked, and as samples like those at the end of training.
import { columnsOf } from "#site/explorer/bytes.js";
import { valuesOf } from "#site/explorer/flow_samples.js";

/**
 * @import { Column, Header, Learning, Samples } from "./types.d.ts"
 * @typedef {ReturnType<typeof epochsIn>} Epochs
 */

const NONE = 65_535; // a cluster that there is not: of what is not followed

/**
 * @param {Uint8Array} bytes as build_page packs them @param {Header} header @param {Samples} samples
 */
export function epochsIn(bytes, header, samples) {
  const learning = /** @type {Learning} */ (header.learning);
  const { epochs, followed, columns } = learning;
  const last = epochs.length - 1; // a place, as all epochs below
  const start = followed < samples.count ? 4 * followed : 0;
  const rows = start ? rowsIn(bytes.subarray(0, start), followed) : Uint32Array.from({ length: followed }, (_, i) => i);
  const packed = columnsOf(bytes.subarray(start), columns, followed * last);
  const [x, y] = /** @type {const} */ (["x", "y"]).map((axis) =>
    header.layers.map(({ name }, layer) => {
      const end = Uint16Array.from(rows, (i) => samples[axis][layer][i]);
      const moves = `${axis} ${name} low` in packed ? [packed[`${axis} ${name} low`], packed[`${axis} ${name} high`]] : null;
      return moves ? placesOf(moves, end, last, (samples.steps + 1) / learning.steps) : epochs.map(() => end);
    }),
  );
  /** @type {Map<number, Samples>} */
  const known = new Map([[last, samples]]);
  return {
    epochs,
    last,
    rows, // followed, ascending
    followed: start ? maskOf(rows, samples.count) : null, // null: all
    axes: { x, y }, // of each layer, of each epoch: the coordinates of the rows
    at(/** @type {number} */ epoch) {
      const found = known.get(epoch) ?? remembered(epoch, rows, packed, header, samples);
      known.set(epoch, found);
      return found;
    },
  };
}

/**
 * Coordinates at each epoch: told as how far they are from those an epoch later.
 * @param {Column[]} moves low and high bytes @param {Uint16Array} end coordinates at the last epoch @param {number} last
 * @param {number} unit of the moves
 */
function placesOf([low, high], end, last, unit) {
  const found = [end];
  let coarse = Int32Array.from(end, (value) => Math.floor(value / unit));
  for (let epoch = last - 1; epoch >= 0; epoch--) {
    const first = epoch * end.length;
    coarse = coarse.map((value, k) => value + 256 * high[first + k] + low[first + k]);
    found.unshift(Uint16Array.from(coarse, (value) => (value + 0.5) * unit));
  }
  return found;
}

/**
 * The samples as they were, but for their places on maps, which are the last ones; what is not followed has no cluster and no prediction.
 * @param {number} epoch before the last @param {Uint32Array} rows @param {Record<string, Column>} packed
 * @param {Header} header @param {Samples} samples
 * @returns {Samples}
 */
function remembered(epoch, rows, packed, header, samples) {
  const column = (/** @type {string} */ name) => packed[name].subarray(epoch * rows.length, (epoch + 1) * rows.length);
  const put = (/** @type {ArrayLike<number>} */ values, whole = new Uint16Array(samples.count).fill(NONE)) => {
    for (let k = 0; k < rows.length; k++) whole[rows[k]] = values[k];
    return whole;
  };
  const { probability: one } = /** @type {Learning} */ (header.learning);
  return {
    ...samples,
    weights: null, // those that are followed are drawn otherwise
    prediction: put(column("prediction")),
    probability: Float32Array.from(put(column("probability")), (value) => value / one),
    clusters: header.layers.map(({ name }, layer) =>
      `cluster ${name}` in packed ? put(column(`cluster ${name}`)) : samples.clusters[layer],
    ),
  };
}

/** @param {Uint8Array} bytes @param {number} followed */
function rowsIn(bytes, followed) {
  let row = 0;
  return Uint32Array.from(columnsOf(bytes, [["row", "u4"]], followed).row, (step) => (row += step));
}

/** @param {Uint32Array} rows @param {number} count */
function maskOf(rows, count) {
  const mask = new Uint8Array(count);
  for (const i of rows) mask[i] = 1;
  return mask;
}

/**
 * The first epoch from which on an image is on the path that it has at the end, as its place; null of what is not
 * followed.
 * @param {Epochs} data @param {Header} header @param {number} sample
 */
export function settledAt({ last, followed, at }, header, sample) {
  if (followed && !followed[sample]) return null;
  const hidden = header.layers.filter((layer) => layer.hidden).map(({ name }) => name);
  const path = (/** @type {number} */ epoch) => hidden.map((name) => valuesOf(name, header, at(epoch))[sample]).join();
  let epoch = last;
  while (epoch > 0 && path(epoch - 1) === path(last)) epoch--;
  return epoch;
}
