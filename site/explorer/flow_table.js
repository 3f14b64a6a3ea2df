// The flow as a table: every ribbon's ends and how many images go there, for those who read it.
import { make, part } from "#site/dom.js";
import { kindOf } from "#site/explorer/classes.js";
import { placeText } from "#site/explorer/flow_words.js";
import { percent } from "#site/explorer/words.js";

/**
 * @import { FlowNode, Header, Layout } from "./types.d.ts"
 * @typedef {{source: FlowNode, target: FlowNode, count: number, labels: [label: number, unseen: boolean, count: number][]}} Link
 */

/**
 * The ribbons between every two nodes, whatever their labels, in the order of the stages, the widest first.
 * @param {Pick<Layout, "ribbons">} layout
 * @returns {Link[]}
 */
export function linksOf({ ribbons }) {
  /** @type {Map<FlowNode, Map<FlowNode, Link>>} */
  const found = new Map();
  for (const { source, target, label, unseen, count } of ribbons) {
    const from = found.get(source) ?? new Map();
    found.set(source, from);
    const link = from.get(target) ?? { source, target, count: 0, labels: [] };
    from.set(target, link);
    link.count += count;
    link.labels.push([label, unseen, count]);
  }
  const links = [...found.values()].flatMap((from) => [...from.values()]);
  for (const { labels } of links) labels.sort((a, b) => b[2] - a[2]);
  return links.sort((a, b) => a.source.stage - b.source.stage || b.count - a.count);
}

/**
 * Filled when it is opened first, and again for another flow.
 * @param {HTMLDetailsElement} details @param {Header} header @param {() => Layout} layout
 * @param {(link: Link, event: MouseEvent) => void} choose
 */
export function createFlowTable(details, header, layout, choose) {
  const body = part(details, "tbody", HTMLElement);
  const fill = () => {
    if (!details.open) return;
    const shown = layout();
    body.replaceChildren(...linksOf(shown).map((link) => rowOf(link, shown, header, choose)));
  };
  details.addEventListener("toggle", fill);
  return fill;
}

/** @param {Link} link @param {Layout} layout @param {Header} header @param {(link: Link, event: MouseEvent) => void} choose */
function rowOf(link, layout, header, choose) {
  const { source, target, count, labels } = link;
  const [from, to] = [placeText(source, layout), placeText(target, layout)];
  const button = make("button", { type: "button", title: "Select these images" }, count.toLocaleString("en"));
  button.setAttribute("aria-label", `Select the ${count} images from ${from} to ${to}`);
  button.addEventListener("click", (event) => choose(link, event));
  const held = labels.map(([label, unseen, n]) => `${kindOf(label, header)}${unseen ? " (unseen)" : ""} ${n.toLocaleString("en")}`);
  const cells = [from, to, button, percent(count / source.count), held.join(", ")];
  return make("tr", {}, ...cells.map((cell) => make("td", {}, cell)));
}
