// What stands over a map's points: each cluster's name at its middle, and its outline.
import { classesOf, kindOf } from "#site/explorer/classes.js";
import { outlineOf } from "#site/explorer/contours.js";
import { BOLD, widthOf } from "#site/explorer/letters.js";
import { escaped } from "#site/dom.js";
import { pixelOf } from "#site/explorer/scatter.js";
import { theme } from "#site/explorer/theme.js";

/**
 * @import { Column, Header, Point, Samples, ScatterView, Size } from "./types.d.ts"
 * @typedef {{text: string, count: number, middle: Point, outline: Float32Array}} Cluster
 * @typedef {{text: string, x: number, y: number}} Name where its middle stands, in pixels
 */

const FONT = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const LINE = 4 / 3; // of a name's letters
const AWAY = 3; // pixels between names, and from the edge

/**
 * A layer's clusters, the largest first.
 * @param {Samples} samples @param {number} layer its place @param {Header} header
 * @returns {Cluster[]}
 */
export function clustersOf(samples, layer, header) {
  const { majority } = header.layers[layer];
  const [x, y] = [samples.x[layer], samples.y[layer]];
  /** @type {number[][]} */
  const members = majority.map(() => []);
  samples.clusters[layer].forEach((cluster, i) => (members[cluster] ??= []).push(i));
  const found = members.map((own, cluster) => ({
    text: nameOf(cluster, majority[cluster] ?? null, header),
    count: own.length,
    middle: /** @type {Point} */ ([median(x, own), median(y, own)]),
    outline: outlineOf(x, y, own, samples.steps),
  }));
  return found.filter(({ count }) => count).sort((one, other) => other.count - one.count);
}

/**
 * `0: 1s`; of what is no digits `0: bag`.
 * @param {number} cluster @param {number | null} label most of its images' @param {Header} header
 */
function nameOf(cluster, label, header) {
  if (label === null) return String(cluster);
  const name = header.classes ? classesOf(header).short[header.labels.indexOf(label)] : kindOf(label, header);
  return `${cluster}: ${name}`;
}

/** @param {Column} values @param {number[]} places */
const median = (values, places) => Float64Array.from(places, (i) => values[i]).sort()[places.length >> 1];

/**
 * How large names' letters are, in pixels: on a map that fills a screen they are read from afar.
 * @param {Size} size
 */
const lettersIn = ({ width, height }) => Math.round(Math.min(Math.max(12, Math.min(width, height) / 32), 20));

/**
 * The names that have room: of those that would lie on each other the larger cluster's; inside the map.
 * @param {Cluster[]} clusters the largest first @param {ScatterView} view @param {Size} size
 * @param {(text: string) => number} wide how wide a text is, in pixels @param {number} [letters] how large they are
 */
export function placedNames(clusters, view, { width, height }, wide, letters = lettersIn({ width, height })) {
  /** @type {(Name & {half: number})[]} */
  const placed = [];
  const line = LINE * letters;
  for (const { text, middle } of clusters) {
    const half = wide(text) / 2 + AWAY;
    const [left, top] = pixelOf(view, ...middle);
    if (left < 0 || left > width || top < 0 || top > height) continue;
    const x = Math.min(Math.max(left, half), width - half);
    const y = Math.min(Math.max(top, line / 2), height - line / 2);
    const free = placed.every((one) => Math.abs(one.x - x) > one.half + half || Math.abs(one.y - y) > line);
    if (free) placed.push({ text, x, y, half });
  }
  return placed;
}

/**
 * Between which coordinates points and outlines lie.
 * @param {Column} x @param {Column} y @param {Cluster[]} outlined
 */
export function boxAbout(x, y, outlined) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const hold = (/** @type {number} */ atX, /** @type {number} */ atY) => {
    box.left = Math.min(box.left, atX);
    box.right = Math.max(box.right, atX);
    box.top = Math.min(box.top, atY);
    box.bottom = Math.max(box.bottom, atY);
  };
  for (let i = 0; i < x.length; i++) hold(x[i], y[i]);
  for (const { outline } of outlined) for (let k = 0; k < outline.length; k += 2) hold(outline[k], outline[k + 1]);
  return box;
}

/**
 * @param {CanvasRenderingContext2D} context @param {Cluster[]} clusters @param {ScatterView} view
 */
export function paintOutlines(context, clusters, view) {
  const path = new Path2D(clusters.map(({ outline }) => outlinePath(outline, view)).join(""));
  context.lineCap = "round";
  for (const [color, width] of /** @type {[string, number][]} */ ([[theme("paper"), 2.6], [theme("ink"), 1]])) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke(path);
  }
}

/**
 * @param {Float32Array} segments @param {ScatterView} view
 */
function outlinePath(segments, view) {
  let text = "";
  for (let k = 0; k < segments.length; k += 2) {
    const [x, y] = pixelOf(view, segments[k], segments[k + 1]);
    text += `${k % 4 ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  return text;
}

/**
 * @param {CanvasRenderingContext2D} context @param {Cluster[]} clusters @param {ScatterView} view @param {Size} size
 */
export function paintNames(context, clusters, view, size) {
  context.font = `600 ${lettersIn(size)}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = theme("paper");
  context.fillStyle = theme("ink");
  for (const { text, x, y } of placedNames(clusters, view, size, (name) => context.measureText(name).width)) {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

/**
 * The same as SVG.
 * @param {Cluster[]} clusters @param {ScatterView} view @param {Size} size
 * @param {{names: boolean, outlines: boolean}} shown @param {number} [letters] pixels of the names' letters
 */
export function clusterShapes(clusters, view, size, shown, letters = lettersIn(size)) {
  const path = clusters.map(({ outline }) => outlinePath(outline, view)).join("");
  const outlines = `<path d="${path}" fill="none" stroke="#22252a"/>`;
  const names = placedNames(clusters, view, size, (text) => widthOf(text, letters, BOLD), letters).map(
    ({ text, x, y }) =>
      `<text x="${x.toFixed(1)}" y="${(y + letters / 3).toFixed(1)}" font-size="${letters}" font-weight="600" text-anchor="middle" ` +
      `paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round">${escaped(text)}</text>`,
  );
  return (shown.outlines ? outlines : "") + (shown.names ? names.join("") : "");
}
