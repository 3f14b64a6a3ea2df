// Which samples pass the flow's nodes and ribbons.
import { calledIn } from "#site/explorer/classes.js";
import { codesOfRibbons } from "#site/explorer/colors.js";
import { termOf } from "#site/explorer/condition.js";
import { countsIn } from "#site/explorer/whole.js";

/** @import { Carrier, Coloring, Column, FlowData, FlowNode, Header, Mask, Ribbon, Samples } from "./types.d.ts" */

/** @param {string} stage */
const isCluster = (stage) => stage !== "label" && stage !== "prediction";

/** @param {number} source @param {number} target @param {number} label @param {number} unseen */
export const keyOf = (source, target, label, unseen) => ((source * 4096 + target) * 4096 + label) * 2 + unseen;

/**
 * Each sample's ribbon between every two neighbouring stages, one array a gap.
 * @param {FlowData} flow @param {Header} header @param {Samples} samples
 */
export function ribbonsOfSamples(flow, header, samples) {
  const found = ribbonsByKey(flow, header);
  const stages = flow.stages.map(({ name }) => valuesOf(name, header, samples));
  return found.map((ribbons, gap) => {
    const [from, to] = [stages[gap], stages[gap + 1]];
    return Uint32Array.from(samples.label, (label, i) =>
      Number(ribbons.get(keyOf(from[i], to[i], label, samples.unseen[i]))),
    );
  });
}

/**
 * Of each gap: the place of the ribbon with these ends, label and role.
 * @param {FlowData} flow @param {Header} header
 */
function ribbonsByKey(flow, header) {
  /** @type {Map<number, number>[]} */
  const found = flow.stages.slice(1).map(() => new Map());
  flow.ribbons.forEach(([source, target, label, unseen], i) => {
    const [from, to] = [source, target].map((node) => {
      const [stage, value] = flow.nodes[node];
      return placeOf(flow.stages[stage].name, value, header);
    });
    found[flow.nodes[source][0]].set(keyOf(from, to, header.labels.indexOf(label), unseen), i);
  });
  return found;
}

/**
 * A node's value as the samples' columns have it: of a label its place.
 * @param {string} stage @param {number} value @param {Header} header
 */
export const placeOf = (stage, value, header) => (isCluster(stage) ? value : header.labels.indexOf(value));

/**
 * @param {string} stage @param {Header} header @param {Samples} samples
 * @returns {Column}
 */
export function valuesOf(stage, header, samples) {
  if (stage === "label" || stage === "prediction") return samples[stage];
  return samples.clusters[header.layers.findIndex(({ name }) => name === stage)];
}

/**
 * How many of the marked samples each ribbon carries, or for how many images they stand.
 * @param {Uint32Array[]} places each sample's ribbons @param {number} ribbons how many @param {Mask} mask
 * @param {Samples["weights"]} [weights]
 */
export function countsOf(places, ribbons, mask, weights = null) {
  const counts = new Float64Array(ribbons);
  for (const place of places) {
    for (let i = 0; i < place.length; i++) if (mask[i]) counts[place[i]] += weights ? weights[i] : 1;
  }
  return counts;
}

/**
 * Each ribbon's colour: its samples' middle one or most frequent one.
 * @param {FlowData} flow @param {Uint32Array[]} places @param {Coloring} coloring @param {Samples["weights"]} [weights]
 */
export function ribbonColors(flow, places, coloring, weights = null) {
  const codesOf = places.map((place) => codesOfRibbons(place, coloring, flow.ribbons.length, weights));
  return flow.ribbons.map(([source], ribbon) => coloring.colors[codesOf[flow.nodes[source][0]][ribbon]]);
}

/**
 * A flow with what its ribbons carry.
 * @param {FlowData} flow @param {Carrier["state"]} state @param {Uint32Array[]} places each sample's ribbons
 * @param {Samples["weights"]} [weights] then all together carry what the flow says, which knows of all images
 * @returns {Carrier}
 */
export const carrierOf = (flow, state, places, weights = null) => ({
  flow,
  state,
  carried: (mask) =>
    weights && !mask.includes(0) ? flow.ribbons.map((ribbon) => ribbon[4]) : countsOf(places, flow.ribbons.length, mask, weights),
  colors: (coloring) => ribbonColors(flow, places, coloring, weights),
  way: ({ ribbons }, sample) => places.map((place) => ribbons[place[sample]]),
});

/**
 * The visible samples that pass all of these nodes.
 * @param {FlowNode[]} nodes @param {FlowData} flow @param {Header} header @param {Carrier["state"]} state
 * @returns {Mask}
 */
export function samplesThrough(nodes, flow, header, { samples, visible }) {
  const tests = nodes.map(({ stage, value }) => {
    const { name } = flow.stages[stage];
    return { values: valuesOf(name, header, samples), place: placeOf(name, value, header) };
  });
  return visible.map((shown, i) => (shown && tests.every(({ values, place }) => values[i] === place) ? 1 : 0));
}

/**
 * The visible samples on a ribbon, which are of one label.
 * @param {Ribbon} ribbon @param {FlowData} flow @param {Header} header @param {Carrier["state"]} state
 */
export function samplesOn({ source, target, label }, flow, header, state) {
  const place = header.labels.indexOf(label);
  const mask = samplesThrough([source, target], flow, header, state);
  return mask.map((value, i) => (value && state.samples.label[i] === place ? 1 : 0));
}

/**
 * The condition that samples pass these nodes, and have that label.
 * @param {FlowNode[]} nodes @param {FlowData} flow @param {Header} header @param {number} [label]
 */
export function conditionThrough(nodes, flow, header, label) {
  const term = (/** @type {string} */ stage, /** @type {number} */ value) =>
    termOf(stage, isCluster(stage) ? value : calledIn(value, header));
  const terms = nodes.map(({ stage, value }) => term(flow.stages[stage].name, value));
  return [...new Set([...terms, ...(label === undefined ? [] : [term("label", label)])])].join(" ");
}

/**
 * Of each node: how many of its samples are marked.
 * @param {FlowNode[]} nodes @param {FlowData} flow @param {Header} header
 * @param {Samples} samples @param {Mask} marked @param {Samples["weights"]} [weights]
 */
export function markedOf(nodes, flow, header, samples, marked, weights = null) {
  const counts = flow.stages.map(({ name }) => countsIn(valuesOf(name, header, samples), 65_535, weights, marked));
  return nodes.map(({ stage, value }) => counts[stage][placeOf(flow.stages[stage].name, value, header)]);
}
