// The flow at any kept epoch, and between two: laid out as chemins/figures/flow_layout.py does, with the nodes where they
// are at the end of training.
import { classesOf } from "#site/explorer/classes.js";
import { codesOfRibbons } from "#site/explorer/colors.js";
import { countsOf, keyOf, placeOf, valuesOf } from "#site/explorer/flow_samples.js";
import { percent } from "#site/explorer/words.js";

/**
 * @import { Coloring, FlowData, Header, Mask, Samples } from "./types.d.ts"
 * @typedef {[stage: number, value: number]} Node
 * @typedef {{source: number, target: number, label: number, unseen: number, gap: number}} Thread a ribbon, of whatever width:
 *   its ends are places among the nodes
 * @typedef {{flow: FlowData, nodes: Node[], threads: Thread[], leaving: number[], entering: number[], rows: Uint32Array, places: Uint32Array[][], totals: Float64Array[]}} Union
 *   flow: at the end of training. threads: as Python sorts them; leaving, entering: their places as they touch their nodes
 *   from the top down. places: of each epoch, of each gap, the thread of each of the rows. totals: how many each carries at
 *   each epoch
 * @typedef {[name: string, stability: number | null, short?: string]} Named as the end of a node of FlowData
 * @typedef {Map<number, number>} Weights epoch -> its share in what is shown; together 1
 */

const GAP = 0.25; // of the samples, as in flow_layout.py
const CLUSTER = /^(cluster \d+): .*%\s(.+)$/u;

/**
 * Every ribbon that there is at some epoch.
 * @param {FlowData} flow at the end of training @param {Header} header @param {Uint32Array} rows that are followed
 * @param {Samples[]} epochs the samples at each
 * @returns {Union}
 */
export function unionOf(flow, header, rows, epochs) {
  const values = epochs.map((samples) => flow.stages.map(({ name }) => valuesOf(name, header, samples)));
  const nodes = nodesOf(flow, header, rows, values);
  const { label, unseen } = epochs[0];
  const placeAt = new Map(nodes.map(([stage, value], i) => [`${stage} ${placeOf(flow.stages[stage].name, value, header)}`, i]));
  const node = (/** @type {number} */ stage, /** @type {number} */ value) => Number(placeAt.get(`${stage} ${value}`));
  const code = (/** @type {number} */ gap, /** @type {number} */ epoch, /** @type {number} */ i) =>
    keyOf(values[epoch][gap][i], values[epoch][gap + 1][i], label[i], unseen[i]);

  /** @type {Map<number, Thread>[]} */
  const found = flow.stages.slice(1).map((_, gap) => {
    const met = new Map();
    for (const epoch of epochs.keys()) {
      for (let k = 0; k < rows.length; k++) {
        const i = rows[k];
        const key = code(gap, epoch, i);
        if (met.has(key)) continue;
        const [source, target] = [node(gap, values[epoch][gap][i]), node(gap + 1, values[epoch][gap + 1][i])];
        met.set(key, { source, target, label: header.labels[label[i]], unseen: unseen[i], gap });
      }
    }
    return met;
  });
  const threads = found.flatMap((met) => [...met.values()].sort((one, other) => inOrder(sortedBy(one, nodes), sortedBy(other, nodes))));
  const index = new Map(threads.map((thread, i) => [thread, i]));
  const places = values.map((_, epoch) =>
    found.map((met, gap) => rows.map((i) => Number(index.get(/** @type {Thread} */ (met.get(code(gap, epoch, i))))))),
  );
  const totals = places.map((of) => countsOf(of, threads.length, new Uint8Array(rows.length).fill(1)));
  const [leaving, entering] = [touching(threads, "target"), touching(threads, "source")];
  return { flow, nodes, threads, leaving, entering, rows, places, totals };
}

/**
 * The nodes of the last epoch in their order; after them, or of predictions among them, what there was only before.
 * @param {FlowData} flow @param {Header} header @param {ArrayLike<number>} rows @param {ArrayLike<number>[][]} values
 * @returns {Node[]}
 */
function nodesOf({ stages, nodes }, header, rows, values) {
  return stages.flatMap(({ name }, stage) => {
    const there = nodes.filter(([of]) => of === stage).map(([, value]) => value);
    const met = new Set(values.flatMap((of) => Array.from(rows, (i) => of[stage][i])));
    const isEnd = name === "label" || name === "prediction";
    const all = new Set([...there, ...[...met].map((value) => (isEnd ? header.labels[value] : value)).sort((a, b) => a - b)]);
    const ordered = isEnd ? [...all].sort((a, b) => a - b) : [...all];
    return ordered.map((value) => /** @type {Node} */ ([stage, value]));
  });
}

/** @param {Thread} thread @param {Node[]} nodes */
const sortedBy = ({ unseen, source, target, label }, nodes) => [unseen, nodes[source][1], nodes[target][1], label];

/** @param {number[]} one @param {number[]} other */
const inOrder = (one, other) => one.map((value, i) => value - other[i]).find(Boolean) ?? 0;

/**
 * In which order threads touch their nodes: known ones first, then by the node at their other end and the label.
 * @param {Thread[]} threads @param {"source" | "target"} other
 */
function touching(threads, other) {
  const by = threads.map((thread) => [thread.unseen, thread[other], thread.label]);
  return [...threads.keys()].sort((a, b) => inOrder(by[a], by[b]));
}

/**
 * How many of the marked samples each thread carries, of several epochs as much as their weights say.
 * @param {Union} union @param {Weights} weights @param {Mask} mask
 */
export function carriedAt({ places, threads, rows }, weights, mask) {
  const marked = Uint8Array.from(rows, (i) => mask[i]);
  return mixed(places.map((of, epoch) => (weights.has(epoch) ? countsOf(of, threads.length, marked) : new Float64Array())), weights);
}

/**
 * @param {Float64Array[]} counts of each epoch @param {Weights} weights
 */
export function mixed(counts, weights) {
  const [first] = weights.keys();
  const sum = new Float64Array(counts[first].length);
  for (const [epoch, weight] of weights) counts[epoch].forEach((count, i) => (sum[i] += weight * count));
  return sum;
}

/**
 * The flow with so many samples on each thread; those of none have a ribbon too.
 * @param {Union} union @param {ArrayLike<number>} counts @param {Named[]} named the nodes
 * @returns {FlowData}
 */
export function stacked({ flow, nodes, threads, leaving, entering }, counts, named) {
  const last = flow.stages.length - 1;
  const held = nodes.map(() => 0);
  threads.forEach(({ source, target, gap }, i) => {
    held[source] += counts[i];
    if (gap === last - 1) held[target] += counts[i];
  });
  const sizes = flow.stages.map((_, stage) => nodes.filter(([of]) => of === stage).length);
  const total = nodes.reduce((sum, [stage], i) => (stage ? sum : sum + held[i]), 0);
  const most = Math.max(...sizes);
  const gap = most > 1 ? (GAP * total) / (most - 1) : 0;
  const height = total + gap * (most - 1);
  const tops = topsOf(nodes, held, sizes.map((size) => (height - total - gap * (size - 1)) / 2), gap);
  const [from, to] = [offsets(threads, leaving, "source", tops, counts), offsets(threads, entering, "target", tops, counts)];
  return {
    stages: flow.stages,
    height,
    nodes: nodes.map(([stage, value], i) => [stage, value, tops[i], held[i], ...named[i]]),
    ribbons: threads.map(({ source, target, label, unseen }, i) => [source, target, label, unseen, counts[i], from[i], to[i]]),
  };
}

/** @param {Node[]} nodes @param {number[]} held @param {number[]} shifts of the stages @param {number} gap */
function topsOf(nodes, held, shifts, gap) {
  let [top, before] = [0, -1];
  return nodes.map(([stage], i) => {
    if (stage !== before) [top, before] = [0, stage];
    const own = top + shifts[stage];
    top += held[i] + gap;
    return own;
  });
}

/**
 * @param {Thread[]} threads @param {number[]} order @param {"source" | "target"} end @param {number[]} tops
 * @param {ArrayLike<number>} counts
 */
function offsets(threads, order, end, tops, counts) {
  const next = tops.slice();
  const found = threads.map(() => 0);
  for (const i of order) {
    found[i] = next[threads[i][end]];
    next[threads[i][end]] += counts[i];
  }
  return found;
}

/**
 * What the nodes are called at an epoch: as at the end of training, a cluster with the share that it has then of the class
 * which it is named by.
 * @param {Union} union @param {Header} header @param {ArrayLike<number>} counts
 * @returns {Named[]}
 */
export function namedAt({ flow, nodes, threads }, header, counts) {
  const known = nodes.map(() => /** @type {Map<number, number>} */ (new Map()));
  const untaught = nodes.map(() => 0);
  threads.forEach(({ target, label, unseen }, i) => {
    if (unseen) untaught[target] += counts[i];
    else known[target].set(label, (known[target].get(label) ?? 0) + counts[i]);
  });
  return nodes.map(([stage, value], i) => {
    const end = flow.nodes.find((node) => node[0] === stage && node[1] === value);
    const isCluster = stage > 0 && stage < flow.stages.length - 1;
    if (!end) return [isCluster ? `cluster ${value}` : classesOf(header).names[header.labels.indexOf(value)], null];
    const told = (/** @type {string} */ name) => (isCluster ? toldAt(name, known[i], untaught[i], header) : name);
    return end[6] === undefined ? [told(end[4]), end[5]] : [told(end[4]), end[5], told(end[6])];
  });
}

/**
 * @param {string} name @param {Map<number, number>} known how many it holds of each taught label @param {number} untaught of
 *   others @param {Header} header
 */
function toldAt(name, known, untaught, { labels, classes }) {
  const [, cluster, kind] = CLUSTER.exec(name) ?? [];
  if (!kind) return name;
  const all = [...known.values()].reduce((sum, count) => sum + count, 0);
  if (!all) return `${cluster}: ${untaught ? "none that was taught" : "empty"}`;
  const own = labels.find((label, place) => [classes?.kinds[place], classes?.short[place], `${label}s`].includes(kind));
  return `${cluster}: ${percent((known.get(Number(own)) ?? 0) / all)} ${kind}`;
}

/**
 * The threads' colours at an epoch.
 * @param {Union} union @param {number} epoch @param {Coloring} coloring
 */
export function colorsAt({ places, threads, rows }, epoch, coloring) {
  const codes = Uint8Array.from(rows, (i) => coloring.codes[i]);
  const found = places[epoch].map((place) => codesOfRibbons(place, { ...coloring, codes }, threads.length));
  return threads.map(({ gap }, i) => coloring.colors[found[gap][i]]);
}
