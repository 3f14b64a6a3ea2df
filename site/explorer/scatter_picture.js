// How an embedding looks beside its many points: what is drawn over them, and all of it as SVG.
import { escaped } from "#site/dom.js";
import { SIZE, widthOf } from "#site/explorer/letters.js";
import { cssOf } from "#site/explorer/points.js";
import { pixelOf } from "#site/explorer/scatter.js";
import { LIGHT } from "#site/explorer/theme.js";

/** @import { Column, Mask, Point, Points, ScatterView } from "./types.d.ts" */

export const ROLES = 20; // pixels: the line that says what shapes mean
const [MARK, APART] = [14, 12]; // pixels: a shape with its gap, and from one word to the next

/**
 * A lasso or box that is being drawn.
 * @param {CanvasRenderingContext2D} context @param {Point[]} outline
 */
export function paintOutline(context, outline) {
  context.beginPath();
  for (const [x, y] of outline) context.lineTo(x, y);
  context.closePath();
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
}

/**
 * A ring about a point.
 * @param {CanvasRenderingContext2D} context @param {Point} at @param {number} [width] of its line
 */
export function paintRing(context, [x, y], width = 2) {
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * Two rings about the pinned point, dark within light: seen on points of any colour.
 * @param {CanvasRenderingContext2D} context @param {Point} at @param {string} ink @param {string} paper
 */
export function paintPin(context, at, ink, paper) {
  context.strokeStyle = paper;
  paintRing(context, at, 7);
  context.strokeStyle = ink;
  paintRing(context, at, 3);
}

/**
 * The points as SVG, those in front after all others.
 * @param {Points} points @param {Column} x @param {Column} y both in the points' order
 * @param {ScatterView} view @param {number} radius
 */
export function pointShapes({ colors, rims, front, shapes }, x, y, view, radius) {
  /** @type {[string[], string[]]} */
  const drawn = [[], []];
  for (let k = 0; k < colors.length; k++) {
    if (colors[k] === 0) continue;
    const [cx, cy] = pixelOf(view, x[k], y[k]).map((pixel) => pixel.toFixed(1));
    drawn[front?.[k] ?? 0].push(SHAPES[shapes[k]](cx, cy, radius, cssOf(colors[k]), cssOf(rims[k])));
  }
  return drawn.flat().join("");
}

/**
 * What the shapes mean, of those that are seen, below a map.
 * @param {string[]} roles @param {Column} role of each sample @param {Mask} visible @param {number} y
 */
export function roleShapes(roles, role, visible, y) {
  const seen = new Set();
  for (let i = 0; i < role.length; i++) if (visible[i]) seen.add(role[i]);
  let x = 8;
  return roles
    .map((name, place) => {
      if (!seen.has(place)) return "";
      const left = x;
      x += MARK + widthOf(name) + APART;
      const shape = SHAPES[place](String(left + 5), String(y + 9), 3.4, LIGHT.ink, LIGHT.ink);
      return `${shape}<text x="${left + MARK}" y="${y + 13}" font-size="${SIZE}">${escaped(name)}</text>`;
    })
    .join("");
}

/** @type {((x: string, y: string, r: number, color: string, rim: string) => string)[]} a disc, a ring, a cross: as `paint.js` has them */
const SHAPES = [
  (x, y, r, color, rim) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${color}"/>` + (rim === color ? "" : ringOf(x, y, r * 0.88, r * 0.24, rim)),
  (x, y, r, color, rim) =>
    ringOf(x, y, r * 0.78, r * 0.45, color) + (rim === color ? "" : ringOf(x, y, r * 0.89, r * 0.22, rim)),
  (x, y, r, color, rim) =>
    (rim === color ? "" : crossOf(x, y, r, r * 0.6, rim)) + crossOf(x, y, rim === color ? r : r * 0.85, r * (rim === color ? 0.5 : 0.25), color),
];

/** @param {string} x @param {string} y @param {number} r @param {number} width @param {string} color */
const ringOf = (x, y, r, width, color) =>
  `<circle cx="${x}" cy="${y}" r="${r.toFixed(2)}" fill="none" stroke="${color}" stroke-width="${width.toFixed(2)}"/>`;

/** @param {string} x @param {string} y @param {number} r @param {number} width @param {string} color */
const crossOf = (x, y, r, width, color) =>
  `<path d="M${x} ${y}m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}" stroke="${color}" stroke-width="${width}"/>`;
