// How samples are coloured: by a category with a colour each, or by a number along a ramp.
import { classesOf, kindOf } from "#site/explorer/classes.js";
import { isCorrect, titleOf } from "#site/explorer/samples.js";

/**
 * @import { Coloring, Column, Header, Samples } from "./types.d.ts"
 * @typedef {(header: Header, samples: Samples, layer: number) => Coloring} Colors
 */

// viridis (Smith and van der Walt 2015), from 0 to 1.
const RAMP = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
const RAMP_STEPS = 64;
const UNKNOWN = "#c9ccd1"; // no value
const ROLE_COLORS = ["#3f90da", "#e76300", "#717581"];
const NEVER = "#bd1f01";
const RIGHT_WRONG = ["#bd1f01", "#94a4a2"];
const [DARKEST, LIGHTEST] = [-0.3, 0.5]; // shades of one colour: so much black, so much white
const PLAIN = {
  label: "label",
  prediction: "prediction",
  correct: "right or wrong",
  role: "role",
  common: "how common the path is",
  committed: "commitment layer",
  depth: "prediction depth",
  p_value: "p-value of the path score",
};

/**
 * Every colouring that the run offers, in groups.
 * @param {Header} header
 */
export function choices(header) {
  const each = (/** @type {string} */ key, /** @type {string} */ group) => ({
    group,
    items: header.layers.map(({ name, title }) => ({ key: `${key} ${name}`, title: `${group} ${title}` })),
  });
  return [
    { group: "Samples", items: Object.entries(PLAIN).map(([key, title]) => ({ key, title })) },
    each("cluster", "cluster in"),
    each("silhouette", "silhouette in"),
  ];
}

/** @param {Header} header */
export const keysOf = (header) => choices(header).flatMap(({ items }) => items.map(({ key }) => key));

/**
 * @param {string} key of `choices`; others are as `label`
 * @param {Header} header @param {Samples} samples
 * @returns {Coloring}
 */
export function coloring(key, header, samples) {
  if (!keysOf(header).includes(key)) return coloring("label", header, samples);
  const [kind, layerName] = key.includes(" ") ? split(key) : [key];
  return OF[kind](header, samples, header.layers.findIndex(({ name }) => name === layerName));
}

/** @param {string} key */
const split = (key) => [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];

/** @type {Record<string, Colors>} */
const OF = {
  label: (header, samples) => category(samples.label, header.colors, classesOf(header).names),
  prediction: (header, samples) => category(samples.prediction, header.colors, classesOf(header).names),
  role: (header, samples) => category(samples.role, ROLE_COLORS, header.roles),
  correct: (header, samples) =>
    category(samples.label.map((_, i) => Number(isCorrect(samples, i))), RIGHT_WRONG, ["wrong", "right"]),
  cluster: (header, samples, layer) => {
    const { majority } = header.layers[layer];
    const names = majority.map((label, cluster) => `${cluster}${label === null ? "" : ` (${kindOf(label, header)})`}`);
    return category(samples.clusters[layer], clusterColors(majority, header), names);
  },
  common: (header, samples) => ramp(samples.common, 0, 1, `share of its ${classesOf(header).one}'s images on the same path`),
  committed: (header, samples) => ({
    ...category(samples.committed, layerColors(header.committed, 1), titles(header.committed, header)),
    title: "first layer from which on the image's cluster stands for the prediction",
  }),
  depth: (header, samples) => ({
    ...category(samples.depth, layerColors(header.depth, 2), [...titles(header.depth.slice(0, -1), header), "no test image"]),
    unknown: header.depth.indexOf("none"),
    title: "first layer from which on the nearest training images vote for the prediction",
  }),
  p_value: (header, samples) => ramp(samples.pValue, 0, 1, "how typical the path is among known images: p-value; grey: none"),
  silhouette: (header, samples, layer) => ramp(samples.silhouettes[layer], -1, 1, "silhouette; grey: unseen"),
};

/** @param {Column} values @param {string[]} colors @param {string[]} names */
const category = (values, colors, names) => ({
  codes: Uint8Array.from(values),
  colors: names.map((_, i) => colors[i % colors.length]),
  names,
});

/**
 * Each cluster in the colour of the label that most of its images have; where several clusters have one,
 * from a darker to a lighter shade of it.
 * @param {(number | null)[]} majority @param {Header} header
 */
export function clusterColors(majority, header) {
  return majority.map((label, cluster) => {
    const own = header.colors[header.labels.indexOf(label ?? NaN)];
    if (!own) return UNKNOWN;
    const sharing = majority.flatMap((other, place) => (other === label ? [place] : []));
    const last = sharing.length - 1;
    const [darkest, lightest] = [DARKEST, LIGHTEST].map((share) => farthest(own, share, header.colors));
    return last ? shade(own, darkest + ((lightest - darkest) * sharing.indexOf(cluster)) / last) : own;
  });
}

/**
 * How far a colour can go that way and still be nearer to itself than to any other one.
 * @param {string} own @param {number} share the most @param {string[]} all
 */
function farthest(own, share, all) {
  for (let part = 1; part > 0; part -= 0.1) {
    const shaded = shade(own, share * part);
    if (all.every((other) => other === own || apart(shaded, own) < apart(shaded, other))) return share * part;
  }
  return 0;
}

/**
 * How different two colours are, roughly as eyes have it.
 * @param {string} one @param {string} other
 */
function apart(one, other) {
  const [a, b] = [rgb(one), rgb(other)];
  return 2 * (a[0] - b[0]) ** 2 + 4 * (a[1] - b[1]) ** 2 + 3 * (a[2] - b[2]) ** 2;
}

/**
 * A colour with so much black (below 0) or white (above) in it.
 * @param {string} color @param {number} share
 */
function shade(color, share) {
  const end = share < 0 ? 0 : 255;
  return hex(rgb(color).map((part) => part + (end - part) * Math.abs(share)));
}

/** @param {string[]} names @param {Header} header */
const titles = (names, header) => names.map((name) => titleOf(name, header));

/**
 * Layers along the ramp, from where names on it can be read; then the last `others`: never, and
 * not known.
 * @param {string[]} names @param {number} others
 */
function layerColors(names, others) {
  const last = Math.max(names.length - others - 1, 1);
  const layers = names.slice(0, -others).map((_, i) => along(0.3 + (0.7 * i) / last));
  return [...layers, NEVER, UNKNOWN];
}

/** @param {Float32Array} values @param {number} low @param {number} high @param {string} title */
function ramp(values, low, high, title) {
  const colors = Array.from({ length: RAMP_STEPS }, (_, i) => along(i / (RAMP_STEPS - 1)));
  const code = (/** @type {number} */ value) => Math.round(((value - low) / (high - low)) * (RAMP_STEPS - 1));
  return {
    codes: Uint8Array.from(values, (value) => (Number.isNaN(value) ? RAMP_STEPS : code(value))),
    colors: [...colors, UNKNOWN],
    names: [],
    unknown: RAMP_STEPS,
    ramp: { low, high, title },
  };
}

/** @param {number} share */
function along(share) {
  const place = share * (RAMP.length - 1);
  const below = Math.min(Math.floor(place), RAMP.length - 2);
  const [from, to] = [rgb(RAMP[below]), rgb(RAMP[below + 1])];
  return hex(from.map((part, i) => part + (to[i] - part) * (place - below)));
}

/** @param {string} color */
export const rgb = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

/** @param {number[]} parts */
export const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/**
 * For each ribbon, the code that stands for its samples: along a ramp the middle one, else the most frequent; those
 * without a value are left out where others have one.
 * @param {Uint32Array} place sample -> ribbon
 * @param {Pick<Coloring, "codes" | "colors" | "ramp" | "unknown">} coloring @param {number} ribbons
 * @param {Float64Array | null} [weights] for how many images each stands
 */
export function codesOfRibbons(place, { codes, colors, ramp, unknown = -1 }, ribbons, weights = null) {
  const counts = new Float64Array(ribbons * colors.length);
  for (let i = 0; i < place.length; i++) {
    if (codes[i] !== unknown) counts[place[i] * colors.length + codes[i]] += weights ? weights[i] : 1;
  }
  return Array.from({ length: ribbons }, (_, ribbon) => {
    const own = counts.subarray(ribbon * colors.length, (ribbon + 1) * colors.length);
    const all = own.reduce((sum, count) => sum + count, 0);
    if (!all && unknown >= 0) return unknown;
    return ramp ? middle(own, all) : own.indexOf(Math.max(...own));
  });
}

/**
 * The lower median of codes that are so frequent.
 * @param {Float64Array} counts @param {number} all
 */
function middle(counts, all) {
  let below = 0;
  return counts.findIndex((count) => 2 * (below += count) >= all - 1e-6); // sums of weights are rounded
}
