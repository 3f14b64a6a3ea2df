// How the flow looks: its ribbons on a canvas, and all of it as SVG.
import { escaped } from "#site/dom.js";
import { rimOf } from "#site/explorer/contrast.js";
import { boxOf, edges, hasRoom, outline } from "#site/explorer/flow.js";
import { titlesOf } from "#site/explorer/flow_nodes.js";
import { isUnstable } from "#site/explorer/flow_words.js";
import { BOLD, SIZE, beginning, end, widthOf } from "#site/explorer/letters.js";
import { LIGHT } from "#site/explorer/theme.js";
import { typeset } from "#site/explorer/words.js";

/** @import { FlowNode, Header, Layout, Ribbon } from "./types.d.ts" */

const OPACITY = { known: 0.72, unseen: 0.4, marked: 0.85 };
const HALO = 'stroke="#fff" stroke-width="3" paint-order="stroke"';
const DASHES = [6, 3]; // pixels, of the edges of what is unseen: where pale is not told from known, in grey
const DASHED = ' fill="#fff" stroke="#22252a" stroke-width="1.5" stroke-dasharray="3 2"';

/**
 * @param {Pick<Ribbon, "unseen">} ribbon
 * @param {boolean} marked whether what is shown is a selection
 */
export function opacityOf({ unseen }, marked) {
  if (marked) return OPACITY.marked;
  return unseen ? OPACITY.unseen : OPACITY.known;
}

/**
 * Ribbons as wide as their counts; those of none are left out. One too light to be seen on the paper has a rim.
 * @param {CanvasRenderingContext2D} context @param {Pick<Layout, "ribbons" | "down">} layout
 * @param {ArrayLike<number>} counts @param {(i: number) => string} color @param {(ribbon: Ribbon) => number} opacity
 * @param {string} [paper] what they lie on; without it there are no rims
 */
export function paintRibbons(context, { ribbons, down }, counts, color, opacity, paper = "") {
  context.save();
  if (down) context.transform(0, 1, 1, 0, 0, 0);
  ribbons.forEach((ribbon, i) => {
    if (!counts[i]) return;
    context.globalAlpha = opacity(ribbon);
    context.fillStyle = color(i);
    context.fill(new Path2D(outline(ribbon, counts[i])));
    const rim = paper && rimOf(color(i), opacity(ribbon), paper);
    if (!rim) return;
    const { path, width } = edges(ribbon, counts[i]);
    context.globalAlpha = 1;
    context.strokeStyle = rim;
    context.lineWidth = width;
    context.setLineDash(ribbon.unseen ? DASHES : []);
    context.stroke(new Path2D(path));
  });
  context.restore();
}

/**
 * The inside of an SVG.
 * @param {Layout} layout @param {ArrayLike<number>} counts of each ribbon @param {string[]} colors
 * @param {boolean} marked @param {Header} header @param {string} [images] what lies on the ribbons
 * @param {number} [width] of the picture
 */
export function flowShapes(layout, counts, colors, marked, header, images = "", width = Infinity) {
  const pale = marked ? layout.ribbons.map((ribbon) => shape(ribbon, ribbon.count, LIGHT.pale, 1)) : [];
  const colored = layout.ribbons.map((ribbon, i) =>
    counts[i] ? shape(ribbon, counts[i], colors[i], opacityOf(ribbon, marked)) + rimShape(ribbon, counts[i], colors[i], marked) : "",
  );
  const ribbons = [...pale, ...colored].join("");
  const turned = layout.down ? `<g transform="matrix(0 1 1 0 0 0)">${ribbons}</g>` : ribbons;
  return [turned, images, ...layout.nodes.map((node) => mark(node, layout, header, width)), ...titles(layout)].join("");
}

/** @param {Ribbon} ribbon @param {number} count @param {string} color @param {number} opacity */
const shape = (ribbon, count, color, opacity) =>
  `<path d="${outline(ribbon, count)}" fill="${color}" fill-opacity="${opacity}"/>`;

/** @param {Ribbon} ribbon @param {number} count @param {string} color @param {boolean} marked */
function rimShape(ribbon, count, color, marked) {
  const rim = rimOf(color, opacityOf(ribbon, marked));
  const { path, width } = edges(ribbon, count);
  const dashes = ribbon.unseen ? ` stroke-dasharray="${DASHES.join(" ")}"` : "";
  return rim && `<path d="${path}" fill="none" stroke="${rim}" stroke-width="${width.toFixed(2)}"${dashes}/>`;
}

/** @param {FlowNode} node @param {Layout} layout @param {Header} header @param {number} right where the picture ends */
function mark(node, layout, header, right) {
  const { left, top, width, height } = boxOf(node, layout.down);
  const unstable = isUnstable(node, header);
  const ofEnd = layout.down && (node.stage === 0 || node.stage === layout.stages.length - 1);
  const name = layout.down || hasRoom(node, layout.nodes) ? typeset((ofEnd ? undefined : node.short) ?? node.name) : "";
  return (
    `<rect x="${left}" y="${top}" width="${width}" height="${height}"${unstable ? DASHED : ""}/>` +
    text(node.nameX, node.nameY + 4, shownName(name, unstable, roomFor(node, layout, right)), HALO)
  );
}

/**
 * Pixels that a name has, in a picture, where nobody can point at it to see it whole: up to what comes next.
 * @param {FlowNode} node @param {Layout} layout @param {number} right
 */
function roomFor(node, { nodes, stages, down }, right) {
  if (!down) return node.stage < stages.length - 1 ? node.room : right - node.nameX - 2;
  const after = nodes.filter(({ stage, y }) => stage === node.stage && y > node.y).map(({ y }) => y - 3);
  return Math.min(right - 2, ...after) - node.nameX;
}

/**
 * A name, that of an unstable node with as much about that as has room; or nothing.
 * @param {string} name @param {boolean} unstable @param {number} room pixels
 */
function shownName(name, unstable, room) {
  const told = unstable ? [[name, "unstable ?"].filter(Boolean).join(", "), `${name} ?`.trim(), "?"] : [name];
  return told.find((words) => widthOf(words) <= room) ?? beginning(name, room, name.includes("%") ? 7 : 2);
}

/** @param {Layout} layout */
const titles = (layout) =>
  titlesOf(layout).map(({ shown, x, y, room, last }) =>
    text(x, y + 5, end(shown, room, BOLD), `font-weight="${BOLD}" text-anchor="${last ? "end" : "start"}" ${HALO}`),
  );

/** @param {number} x @param {number} y @param {string} words @param {string} more attributes */
const text = (x, y, words, more) => `<text x="${x}" y="${y}" font-size="${SIZE}" ${more}>${escaped(words)}</text>`;
