// The pinned image's way through the flow: one line, from its label to its prediction.
import { NODE_WIDTH } from "#site/explorer/flow_room.js";
import { theme } from "#site/explorer/theme.js";

/** @import { Point, Way } from "./types.d.ts" */

const DOT = 5; // pixels: its radius

/**
 * Along the middle of each ribbon that the image is on, from the first stage to the last.
 * @param {CanvasRenderingContext2D} context @param {Way[]} ribbons @param {boolean} down whether the flow goes down
 * @param {number[]} [dashes] pixels
 */
export function paintWay(context, ribbons, down, dashes = []) {
  if (!ribbons.length) return;
  const [way, dots] = [new Path2D(), new Path2D()];
  /** @returns {Point} */
  const at = (/** @type {number} */ along, /** @type {number} */ across) => (down ? [across, along] : [along, across]);
  for (const { x0, x1, y0, y1, height } of ribbons) {
    const [from, to, middle] = [y0 + height / 2, y1 + height / 2, (x0 + x1) / 2];
    way.lineTo(...at(x0, from));
    way.bezierCurveTo(...at(middle, from), ...at(middle, to), ...at(x1, to));
    dot(dots, at(x1 + NODE_WIDTH / 2, to));
  }
  dot(dots, at(ribbons[0].x0 - NODE_WIDTH / 2, ribbons[0].y0 + ribbons[0].height / 2));
  const [ink, paper] = [theme("ink"), theme("paper")];
  context.lineJoin = "round";
  for (const [color, width] of /** @type {[string, number][]} */ ([[paper, 6], [ink, 2.5]])) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash(dashes);
    context.stroke(way);
  }
  context.fillStyle = paper;
  context.fill(dots);
  context.stroke(dots);
}

/** @param {Path2D} path @param {Point} at */
function dot(path, [x, y]) {
  path.moveTo(x + DOT, y);
  path.arc(x, y, DOT, 0, 2 * Math.PI);
}
