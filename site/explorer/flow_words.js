// What is said of the flow's nodes and ribbons.
import { kindOf } from "#site/explorer/classes.js";
import { counted, percent, typeset } from "#site/explorer/words.js";

/**
 * @import { FlowNode, Header, Layout, Ribbon } from "./types.d.ts"
 * @typedef {Pick<FlowNode, "stability">} Measured null of what has no stability, such as a label
 * @typedef {Pick<Header, "trusted">} Trusted
 */

/** @param {Measured} node @param {Trusted} header */
export const isUnstable = ({ stability }, { trusted }) => stability !== null && stability < trusted;

/**
 * `, stability 0.97` for a node; never 0.60 for what is below.
 * @param {Measured} node @param {Trusted} header
 */
export function stabilityText(node, header) {
  const { stability } = node;
  if (stability === null) return "";
  if (!isUnstable(node, header)) return `, stability ${stability.toFixed(2)}`;
  return `, unstable: stability ${Math.min(stability, header.trusted - 0.01).toFixed(2)}, below ${header.trusted}`;
}

/**
 * `hidden 1 · cluster 0: 95 % 1s, 292 images`; of a cluster that also holds images that were not taught, what its
 * share is of: `hidden 1 · cluster 0: 95 % of the taught are 1s, 68 % of all 292 images`.
 * @param {FlowNode} node @param {Layout} layout @param {Header} header
 */
export function nodeText(node, layout, header) {
  const { title } = layout.stages[node.stage];
  const { taught, label, most } = taughtIn(node, layout);
  const images = counted(node.count, "image");
  const whole =
    label === null || taught === node.count
      ? `${node.name}, ${images}`
      : `cluster ${node.value}: ${percent(most / taught)} of the taught are ${kindOf(label, header)}, ` +
        `${percent(most / node.count)} of all ${images}`;
  return typeset(`${title} · ${whole}${stabilityText(node, header)}`);
}

/**
 * How many of a cluster's images are of taught labels, and the most frequent of these, the lowest of several; null
 * where there is none, and at the flow's ends.
 * @param {FlowNode} node @param {Layout} layout
 */
function taughtIn(node, { stages, ribbons }) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  const entering = isEnd(node, stages) ? [] : ribbons.filter(({ target, unseen }) => target === node && !unseen);
  for (const { label, count } of entering) counts.set(label, (counts.get(label) ?? 0) + count);
  const labels = [...counts.keys()].sort((a, b) => a - b);
  const most = Math.max(0, ...counts.values());
  const taught = labels.reduce((sum, label) => sum + (counts.get(label) ?? 0), 0);
  return { taught, most, label: labels.find((label) => counts.get(label) === most) ?? null };
}

/** @param {FlowNode} node @param {unknown[]} stages */
const isEnd = ({ stage }, stages) => stage === 0 || stage === stages.length - 1;

/**
 * A node where it is named among others: `hidden 1, cluster 0`, `label 7`.
 * @param {FlowNode} node @param {Pick<Layout, "stages">} layout
 */
export function placeText(node, { stages }) {
  const { title } = stages[node.stage];
  return isEnd(node, stages) ? `${title} ${node.name.replace(/ \(unseen\)$/, "")}` : `${title}, cluster ${node.value}`;
}

/** @param {Ribbon} ribbon @param {Layout} layout @param {Header} header */
export function ribbonText({ source, target, label, unseen, count }, layout, header) {
  const share = percent(count / source.count);
  return (
    `${kindOf(label, header)}${unseen ? " (unseen)" : ""}: ${counted(count, "image")}, ` +
    `${placeText(source, layout)} → ${placeText(target, layout)} (${share} of ${placeText(source, layout)})`
  );
}
