// The flow from the clusters of one network's layer to those of another's: who goes where, and where that lies. Two
// clusters that stand for each other have a row of their own. It touches no page, so Node tests it.

/**
 * @import { Header, Images } from "./compare.js"
 * @typedef {{side: 0 | 1, value: number, count: number, label: number | null, share: number, row: number}} Cluster label:
 *   the most frequent one among the images that its network was taught, which is so large a share of them; null: of none
 * @typedef {{from: number, to: number, label: number, count: number}} Row
 * @typedef {Row & {unseen: boolean}} Way unseen: whether one of the networks was never taught the label
 * @typedef {{clusters: [Cluster[], Cluster[]], ways: Way[], rows: [first: number | null, second: number | null][]}} Flow
 * @typedef {Cluster & {x: number, y: number, height: number, middle: number}} Node in pixels; middle: of its row
 * @typedef {Way & {source: Node, target: Node, x0: number, x1: number, y0: number, y1: number, height: number}} Ribbon
 * @typedef {{width: number, height: number, nodes: Node[], ribbons: Ribbon[]}} Layout
 */

export const NODE = 10; // pixels of a node's width
export const ROW = 30; // pixels that a row has at least: two lines of a name
const GAP = 8; // pixels between rows
const TOP = 4;
const STEP = 2 ** 16; // clusters and labels are lower
const LOWEST = 220; // pixels that all images take at least

/**
 * @param {Row[]} counted @param {[number, number]} layers @param {Header} header
 * @returns {Flow}
 */
export function flowBetween(counted, layers, header) {
  const ways = waysOf(counted, header);
  const clusters = layers.map((_, of) => clustersOf(/** @type {0 | 1} */ (of), ways, header));
  const rows = rowsOf(clusters, header.agreement[layers[0]][layers[1]].pairs);
  rows.forEach((row, place) => {
    row.forEach((value, of) => clusters[of].filter((cluster) => cluster.value === value).forEach((cluster) => (cluster.row = place)));
  });
  return { clusters: [clusters[0], clusters[1]], ways, rows };
}

/**
 * Images as the flow counts them, each for as many as it stands for.
 * @param {number[]} among @param {Images} images @param {[number, number]} layers
 * @returns {Row[]}
 */
export function rowsIn(among, { label, sides, weights }, layers) {
  const [first, second] = sides.map((side, of) => side.clusters[layers[of]]);
  return among.map((image) => ({ from: first[image], to: second[image], label: label[image], count: weights ? weights[image] : 1 }));
}

/** @param {Row[]} counted @param {Header} header */
function waysOf(counted, { unseen }) {
  const never = new Set(unseen);
  /** @type {Map<number, Way>} */
  const found = new Map();
  for (const { from, to, label, count } of counted) {
    const key = (from * STEP + to) * STEP + label;
    const way = found.get(key);
    if (way) way.count += count;
    else found.set(key, { from, to, label, unseen: never.has(label), count });
  }
  return [...found.values()].map((way) => ({ ...way, count: Math.round(way.count) }));
}

/**
 * Ascending.
 * @param {0 | 1} side @param {Way[]} ways @param {Header} header
 */
function clustersOf(side, ways, { labels }) {
  const values = [...new Set(ways.map((way) => end(way, side)))].sort((a, b) => a - b);
  return values.map((value) => {
    const own = ways.filter((way) => end(way, side) === value);
    const counts = labels.map((_, label) => sum(own.filter((way) => way.label === label && !way.unseen)));
    const most = Math.max(...counts);
    const label = most ? counts.indexOf(most) : null;
    return { side, value, count: sum(own), label, share: most / counts.reduce((a, b) => a + b, 0), row: 0 };
  });
}

/** @param {Pick<Way, "from" | "to">} way @param {number} side */
const end = (way, side) => (side ? way.to : way.from);

/** @param {{count: number}[]} parts */
const sum = (parts) => parts.reduce((all, { count }) => all + count, 0);

/**
 * Pairs first, then what has no counterpart; each by the label that most are of, then the largest first.
 * @param {Cluster[][]} clusters @param {[number, number][]} pairs
 */
function rowsOf(clusters, pairs) {
  const known = clusters.map((side) => new Map(side.map((cluster) => [cluster.value, cluster])));
  const paired = pairs.filter(([first, second]) => known[0].has(first) && known[1].has(second));
  const alone = (/** @type {number} */ of) => [...known[of].keys()].filter((value) => !paired.some((pair) => pair[of] === value));
  /** @type {Flow["rows"]} */
  const lonely = [...alone(0).map((value) => /** @type {[number, null]} */ ([value, null])), ...alone(1).map((value) => /** @type {[null, number]} */ ([null, value]))];
  const rank = (/** @type {Flow["rows"][number]} */ [first, second]) => {
    const cluster = first === null ? known[1].get(second ?? 0) : known[0].get(first);
    return [cluster?.label ?? Infinity, -(cluster?.count ?? 0)];
  };
  const ordered = (/** @type {Flow["rows"]} */ rows) =>
    rows.sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
  return [...ordered(paired), ...ordered(lonely)];
}

/**
 * In so much room; `margins` are for the names at both sides. It becomes higher than `room` where rows need it.
 * @param {Flow} flow @param {number} width @param {number} room pixels of height @param {number} margin
 * @returns {Layout}
 */
export function laidOut({ clusters, ways, rows }, width, room, margin) {
  const largest = rows.map((_, row) => Math.max(...clusters.flat().filter((cluster) => cluster.row === row).map(({ count }) => count)));
  const all = largest.reduce((a, b) => a + b, 0);
  const scale = Math.max(room - 2 * TOP - GAP * (rows.length - 1), LOWEST) / all;
  const heights = largest.map((count) => Math.max(count * scale, ROW));
  const tops = heights.map((_, row) => TOP + heights.slice(0, row).reduce((a, b) => a + b + GAP, 0));
  const nodes = clusters.flat().map((cluster) => {
    const height = Math.max(cluster.count * scale, 1);
    const middle = tops[cluster.row] + heights[cluster.row] / 2;
    return { ...cluster, x: cluster.side ? width - margin - NODE : margin, y: middle - height / 2, height, middle };
  });
  const bottom = tops[rows.length - 1] + heights[rows.length - 1] + TOP;
  return { width, height: bottom, nodes, ribbons: ribbonsOf(ways, nodes, scale) };
}

/** @param {Way[]} ways @param {Node[]} nodes @param {number} scale @returns {Ribbon[]} */
function ribbonsOf(ways, nodes, scale) {
  const at = (/** @type {Way} */ way, /** @type {number} */ side) =>
    /** @type {Node} */ (nodes.find((node) => node.side === side && node.value === end(way, side)));
  const starts = [0, 1].map((side) => startsOf(ways, side, at, scale));
  return ways.map((way) => {
    const [source, target] = [at(way, 0), at(way, 1)];
    const [y0, y1] = starts.map((of) => of.get(way) ?? 0);
    return { ...way, source, target, x0: source.x + NODE, x1: target.x, y0, y1, height: way.count * scale };
  });
}

/**
 * Where each way touches its node: in the order of the rows at the other end, of each what was taught first.
 * @param {Way[]} ways @param {number} side @param {(way: Way, side: number) => Node} at @param {number} scale
 */
function startsOf(ways, side, at, scale) {
  const rank = (/** @type {Way} */ way) => [at(way, 1 - side).row, Number(way.unseen), way.label];
  const ordered = [...ways].sort((a, b) => compared(rank(a), rank(b)));
  /** @type {Map<Node, number>} */
  const filled = new Map();
  return new Map(
    ordered.map((way) => {
      const node = at(way, side);
      const top = filled.get(node) ?? node.y;
      filled.set(node, top + way.count * scale);
      return [way, top];
    }),
  );
}

/** @param {number[]} one @param {number[]} other */
function compared(one, other) {
  const place = one.findIndex((value, i) => value !== other[i]);
  return place < 0 ? 0 : one[place] - other[place];
}
