// What is said of the flow's nodes and ribbons.
import { kindOf } from "#site/explorer/classes.js";
import { counted, percent } from "#site/explorer/words.js";

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

/** @param {FlowNode} node @param {Layout} layout @param {Trusted} header */
export function nodeText(node, { stages }, header) {
  return `${stages[node.stage].title} · ${node.name}, ${counted(node.count, "image")}${stabilityText(node, header)}`;
}

/** @param {Ribbon} ribbon @param {Layout} layout @param {Header} header */
export function ribbonText({ source, target, label, unseen, count }, { stages }, header) {
  const name = (/** @type {FlowNode} */ node) => `${stages[node.stage].title} ${node.value}`;
  const share = percent(count / source.count);
  return (
    `${kindOf(label, header)}${unseen ? " (unseen)" : ""}: ${counted(count, "image")}, ` +
    `${name(source)} → ${name(target)} (${share} of ${name(source)})`
  );
}
