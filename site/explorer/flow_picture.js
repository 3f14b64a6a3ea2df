// How the flow looks: its ribbons on a canvas, and all of it as SVG.
import { boxOf, hasRoom, outline } from "#site/explorer/flow.js";
import { titlesOf } from "#site/explorer/flow_nodes.js";
import { isUnstable } from "#site/explorer/flow_words.js";
import { escaped } from "#site/dom.js";
import { LIGHT } from "#site/explorer/theme.js";

/** @import { FlowNode, Header, Layout, Ribbon } from "./types.d.ts" */

const OPACITY = { known: 0.72, unseen: 0.4, marked: 0.85 };
const HALO = 'stroke="#fff" stroke-width="3" paint-order="stroke"';
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
 * Ribbons as wide as their counts; those of none are left out.
 * @param {CanvasRenderingContext2D} context @param {Pick<Layout, "ribbons" | "down">} layout
 * @param {ArrayLike<number>} counts @param {(i: number) => string} color @param {(ribbon: Ribbon) => number} opacity
 */
export function paintRibbons(context, { ribbons, down }, counts, color, opacity) {
  context.save();
  if (down) context.transform(0, 1, 1, 0, 0, 0);
  ribbons.forEach((ribbon, i) => {
    if (!counts[i]) return;
    context.globalAlpha = opacity(ribbon);
    context.fillStyle = color(i);
    context.fill(new Path2D(outline(ribbon, counts[i])));
  });
  context.restore();
}

/**
 * The inside of an SVG.
 * @param {Layout} layout @param {ArrayLike<number>} counts of each ribbon @param {string[]} colors
 * @param {boolean} marked @param {Header} header @param {string} [images] what lies on the ribbons
 */
export function flowShapes(layout, counts, colors, marked, header, images = "") {
  const pale = marked ? layout.ribbons.map((ribbon) => shape(ribbon, ribbon.count, LIGHT.pale, 1)) : [];
  const colored = layout.ribbons.map((ribbon, i) =>
    counts[i] ? shape(ribbon, counts[i], colors[i], opacityOf(ribbon, marked)) : "",
  );
  const ribbons = [...pale, ...colored].join("");
  const turned = layout.down ? `<g transform="matrix(0 1 1 0 0 0)">${ribbons}</g>` : ribbons;
  return [turned, images, ...layout.nodes.map((node) => mark(node, layout, header)), ...titles(layout)].join("");
}

/** @param {Ribbon} ribbon @param {number} count @param {string} color @param {number} opacity */
const shape = (ribbon, count, color, opacity) =>
  `<path d="${outline(ribbon, count)}" fill="${color}" fill-opacity="${opacity}"/>`;

/** @param {FlowNode} node @param {Layout} layout @param {Header} header */
function mark(node, { nodes, down }, header) {
  const { left, top, width, height } = boxOf(node, down);
  const unstable = isUnstable(node, header);
  const name = hasRoom(node, nodes, down) ? (node.short ?? node.name) : "";
  return (
    `<rect x="${left}" y="${top}" width="${width}" height="${height}"${unstable ? DASHED : ""}/>` +
    text(node.nameX, node.nameY + 4, unstable ? [name, "unstable ?"].filter(Boolean).join(", ") : name, HALO)
  );
}

/** @param {Layout} layout */
const titles = (layout) =>
  titlesOf(layout).map(({ shown, x, y, last }) =>
    text(x, y + 5, shown, `font-weight="600" text-anchor="${last ? "end" : "start"}"`),
  );

/** @param {number} x @param {number} y @param {string} words @param {string} more attributes */
const text = (x, y, words, more) => `<text x="${x}" y="${y}" font-size="12" ${more}>${escaped(words)}</text>`;
