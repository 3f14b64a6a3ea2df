// The flow's nodes as buttons over its picture, and the titles of its stages.
import { make } from "#site/dom.js";
import { TITLE_ROW, boxOf, ending, hasRoom, neighbour, roomOfTitle, titleRows } from "#site/explorer/flow.js";
import { NODE_WIDTH } from "#site/explorer/flow_room.js";
import { isUnstable } from "#site/explorer/flow_words.js";
import { typeset } from "#site/explorer/words.js";

/**
 * @import { FlowNode, Header, Layout } from "./types.d.ts"
 * @typedef {{look: (node: FlowNode | null) => void, choose: (node: FlowNode, event: MouseEvent | KeyboardEvent) => void}} Pressed
 *   what is done with a node that is looked at, or chosen
 */

/**
 * The titles of stages where they stand, in two rows where there is little room between stages.
 * @param {Layout} layout
 * @returns {{shown: string, title: string, x: number, y: number, room: number, last: boolean}[]} pixels: the left (of
 *   the last its right), the middle of the line
 */
export function titlesOf({ stages, down }) {
  const rows = titleRows(stages);
  return stages.map(({ title, x }, i) => {
    if (down) return { shown: title, title, x: 1, y: x - TITLE_ROW / 2 - 1, room: Infinity, last: false };
    const last = i === stages.length - 1;
    const room = last ? Infinity : roomOfTitle(stages, i, rows);
    const shown = last ? title : ending(title, room);
    return { shown, title, x: last ? x + NODE_WIDTH : x, y: 11 + TITLE_ROW * (i % rows), room, last };
  });
}

/** @param {Layout} layout */
export function stageTitles(layout) {
  return titlesOf(layout).map(({ shown, title, x, y, room, last }, i) => {
    const made = make("span", { className: last ? "stage-title last" : "stage-title", title }, shown);
    made.dataset.stage = layout.stages[i].name;
    made.style.left = `${x}px`;
    made.style.top = `${y}px`;
    if (room < Infinity) made.style.maxWidth = `${Math.max(room, 8)}px`;
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
      const next = neighbour(event.key, node, layout.nodes, layout.down);
      if (event.key.startsWith("Arrow")) event.preventDefault();
      // Which no browser takes for a click.
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) pressed.choose(node, event);
      if (next) focusOn(buttons, layout.nodes.indexOf(next));
    });
  });
  return buttons;
}

/** @param {FlowNode} node @param {number} place @param {Layout} layout @param {Header} header */
function nodeButton(node, place, layout, header) {
  const unstable = isUnstable(node, header);
  const box = boxOf(node, layout.down);
  const button = make("button", { type: "button", className: unstable ? "node unstable" : "node" }, nameBeside(node, box, layout, unstable));
  button.tabIndex = place ? -1 : 0;
  for (const side of /** @type {const} */ (["left", "top", "width", "height"])) button.style[side] = `${box[side]}px`;
  button.dataset.stage = layout.stages[node.stage].name;
  button.dataset.value = String(node.value);
  return button;
}

/**
 * A name takes no more than its room: what is longer is cut by the browser, which knows how wide letters are.
 * @param {FlowNode} node @param {{left: number, top: number}} box @param {Layout} layout @param {boolean} unstable
 */
function nameBeside(node, { left, top }, { nodes, stages, down }, unstable) {
  const name = make("span", { hidden: !hasRoom(node, nodes, down) }, typeset(node.short ?? node.name) + (unstable ? " ?" : ""));
  name.style.left = `${node.nameX - left}px`;
  name.style.top = `${node.nameY - top}px`;
  if (down || node.stage < stages.length - 1) name.style.maxWidth = `${Math.max(node.room, 0)}px`;
  return name;
}

/** @param {HTMLButtonElement[]} buttons @param {number} place */
function focusOn(buttons, place) {
  buttons.forEach((button) => (button.tabIndex = -1));
  buttons[place].tabIndex = 0;
  buttons[place].focus();
}
