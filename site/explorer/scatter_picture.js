// How an embedding looks beside its many points: what is drawn over them, and all of it as SVG.
import { cssOf } from "#site/explorer/points.js";
import { pixelOf } from "#site/explorer/scatter.js";

/** @import { Column, Point, Points, ScatterView } from "./types.d.ts" */

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
  context.fillStyle = "rgba(31, 95, 168, 0.12)";
  context.fill();
}

/**
 * A ring about a point.
 * @param {CanvasRenderingContext2D} context @param {Point} at
 */
export function paintRing(context, [x, y]) {
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * The points as SVG, those in front after all others.
 * @param {Points} points @param {Column} x @param {Column} y both in the points' order
 * @param {ScatterView} view @param {number} radius
 */
export function pointShapes({ colors, front, shapes }, x, y, view, radius) {
  /** @type {[string[], string[]]} */
  const drawn = [[], []];
  for (let k = 0; k < colors.length; k++) {
    if (colors[k] === 0) continue;
    const [cx, cy] = pixelOf(view, x[k], y[k]).map((pixel) => pixel.toFixed(1));
    drawn[front?.[k] ?? 0].push(SHAPES[shapes[k]](cx, cy, radius, cssOf(colors[k])));
  }
  return drawn.flat().join("");
}

/** @type {((x: string, y: string, r: number, color: string) => string)[]} a disc, a ring, a cross: as `paint.js` has them */
const SHAPES = [
  (x, y, r, color) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${color}"/>`,
  (x, y, r, color) =>
    `<circle cx="${x}" cy="${y}" r="${r * 0.78}" fill="none" stroke="${color}" stroke-width="${r * 0.45}"/>`,
  (x, y, r, color) =>
    `<path d="M${x} ${y}m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}" stroke="${color}" stroke-width="${r * 0.5}"/>`,
];
