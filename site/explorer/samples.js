// The samples of a run as typed arrays, and what follows from them: paths, how common each is. What
// the columns' numbers stand for is looked up here, once; the header says it.

import { weightsOf } from "#site/explorer/whole.js";

/** @import { Column, Header, Samples } from "./types.d.ts" */

/**
 * @param {Header} header @param {Record<string, Column>} columns as docs/explorer.md has them
 * @returns {Samples}
 */
export function samplesOf(header, columns) {
  const { count, encoding, roles } = header;
  const layers = header.layers.map((layer) => layer.name);
  const clusters = layers.map((name) => columns[`cluster ${name}`]);
  const { path, paths } = pathsOf(clusters.filter((_, i) => header.layers[i].hidden), count);
  const { role, label, prediction, travels, committed, depth } = columns;
  const weights = weightsOf(header, columns);
  return {
    count,
    id: summed(columns.sample_id),
    role,
    label,
    prediction,
    travels,
    committed,
    depth,
    probability: divided(columns.probability, encoding.probability),
    pathScore: scores(header, columns.path_score),
    pValue: divided(columns.p_value, encoding.probability, encoding.no_p_value),
    unseen: Uint8Array.from(role, (place) => (roles[place] === "unseen" ? 1 : 0)),
    clusters,
    silhouettes: layers.map((name) =>
      divided(columns[`silhouette ${name}`], encoding.silhouette, encoding.no_silhouette),
    ),
    steps: encoding.steps,
    x: layers.map((name) => columns[`x ${name}`]),
    y: layers.map((name) => columns[`y ${name}`]),
    path,
    paths,
    common: commonness(label, path, paths.length, weights),
    weights,
    drawn: header.drawn,
  };
}

/**
 * @param {Column} values @param {number} whole what 1 is written as
 * @param {number} [missing] what stands where there is no value
 */
const divided = (values, whole, missing) =>
  Float32Array.from(values, (value) => (value === missing ? NaN : value / whole));

/** @param {Header} header @param {Column} values */
function scores({ path_score: [low, high, missing], encoding: { steps } }, values) {
  return Float32Array.from(values, (value) => (value === missing ? NaN : low + (value / steps) * (high - low)));
}

/** @param {Column} steps */
function summed(steps) {
  const sums = new Uint32Array(steps.length);
  for (let i = 0, sum = 0; i < steps.length; i++) sums[i] = sum += steps[i];
  return sums;
}

/**
 * The distinct paths through the hidden layers: each sample's, and each path's clusters.
 * @param {Column[]} hidden @param {number} count
 */
function pathsOf(hidden, count) {
  let path = new Uint32Array(count);
  /** @type {number[][]} */
  let paths = [[]];
  for (const cluster of hidden) {
    const places = new Map();
    /** @type {number[][]} */
    const longer = [];
    const next = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const key = path[i] * 65_536 + cluster[i];
      let place = places.get(key);
      if (place === undefined) {
        places.set(key, (place = longer.length));
        longer.push([...paths[path[i]], cluster[i]]);
      }
      next[i] = place;
    }
    path = next;
    paths = longer;
  }
  return { path, paths };
}

/**
 * Of each sample: the share of its label's samples that take the same path.
 * @param {Column} label @param {Uint32Array} path @param {number} paths @param {Samples["weights"]} weights
 */
function commonness(label, path, paths, weights) {
  const sizes = new Float64Array(65_536);
  const together = new Map();
  const key = (/** @type {number} */ i) => label[i] * paths + path[i];
  for (let i = 0; i < label.length; i++) {
    const images = weights ? weights[i] : 1;
    sizes[label[i]] += images;
    together.set(key(i), (together.get(key(i)) ?? 0) + images);
  }
  return Float32Array.from(label, (value, i) => together.get(key(i)) / sizes[value]);
}

/** @param {Samples} samples @param {number} i */
export const isCorrect = (samples, i) => samples.prediction[i] === samples.label[i];

/** @param {Samples} samples @param {number} i */
export const isException = (samples, i) =>
  !samples.unseen[i] && samples.travels[i] >= 0 && samples.travels[i] !== samples.label[i];

/**
 * Whether a sample lies in a cluster of its own label, in the layer of that place.
 * @param {Header} header @param {Samples} samples @param {number} layer @param {number} i
 */
export const isAmongItsOwn = (header, samples, layer, i) =>
  header.layers[layer].majority[samples.clusters[layer][i]] === header.labels[samples.label[i]];

/**
 * A layer's name as a reader reads it; of what is no layer, such as `never`, the same.
 * @param {string} name @param {Header} header
 */
export const titleOf = (name, header) => header.layers.find((layer) => layer.name === name)?.title ?? name;
