// The flow's nodes as buttons over its picture, and the titles of its stages.
import { make } from "#site/dom.js";
import { NODE_WIDTH, TITLE_ROW, ending, hasRoom, neighbour, roomOfTitle, titleRows } from "#site/explorer/flow.js";
import { isUnstable } from "#site/explorer/flow_words.js";

/**
 * @import { FlowNode, Header, Layout } from "./types.d.ts"
 * @typedef {{look: (node: FlowNode | null) => void, choose: (node: FlowNode, event: MouseEvent) => void}} Pressed
 *   what is done with a node that is looked at, or chosen
 */

/**
 * In two rows where there is little room between stages.
 * @param {Layout} layout
 */
export function stageTitles({ stages }) {
  const rows = titleRows(stages);
  return stages.map(({ title, x }, i) => {
    const last = i === stages.length - 1;
    const shown = last ? title : ending(title, roomOfTitle(stages, i, rows));
    const made = make("span", { className: last ? "stage-title last" : "stage-title", title }, shown);
    made.style.left = `${last ? x + NODE_WIDTH : x}px`;
    made.style.top = `${2 + TITLE_ROW * (i % rows)}px`;
    return made;
  });
}

/**
 * One tab stop for all nodes; arrow keys move among them.
 * @param {Layout} layout @param {Header} header @param {Pressed} pressed
 */
export function nodeButtons(layout, header, pressed) {
  const buttons = layout.nodes.map((node, i) => nodeButton(node, i, layout, header));
  layout.nodes.forEach((node, i) => {
    const button = buttons[i];
    for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => pressed.look(node));
    for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => pressed.look(null));
    button.addEventListener("click", (event) => pressed.choose(node, event));
    button.addEventListener("keydown", (event) => {
      const next = neighbour(event.key, node, layout.nodes);
      if (event.key.startsWith("Arrow")) event.preventDefault();
      if (next) focusOn(buttons, layout.nodes.indexOf(next));
    });
  });
  return buttons;
}

/** @param {FlowNode} node @param {number} place @param {Layout} layout @param {Header} header */
function nodeButton(node, place, layout, header) {
  const unstable = isUnstable(node, header);
  const name = make("span", { hidden: !hasRoom(node, layout.nodes) }, (node.short ?? node.name) + (unstable ? " ?" : ""));
  const button = make("button", { type: "button", className: unstable ? "node unstable" : "node" }, name);
  button.tabIndex = place ? -1 : 0;
  button.style.cssText = `left:${node.x}px;top:${node.y}px;height:${node.height}px`;
  button.dataset.stage = layout.stages[node.stage].name;
  button.dataset.value = String(node.value);
  return button;
}

/** @param {HTMLButtonElement[]} buttons @param {number} place */
function focusOn(buttons, place) {
  buttons.forEach((button) => (button.tabIndex = -1));
  buttons[place].tabIndex = 0;
  buttons[place].focus();
}
