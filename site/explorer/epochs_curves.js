// How accuracy and the clusters' agreement with the classes grew: small curves over the kept epochs.
import { escaped } from "#site/dom.js";

/**
 * @import { Curve, Header, Learning } from "./types.d.ts"
 * @typedef {{name: string, curve: Curve, kind: string, dashes: string}} Line
 */

export const EDGE = 8; // pixels before the first epoch: half a slider's thumb
const [TOP, BOTTOM] = [4, 13]; // pixels: above the curves, and of the epochs' numbers below
const LETTER = 6; // pixels
const ROW = 11; // pixels between names
const [SAMPLE, APART] = [16, 6]; // pixels: a piece of a line before its name
const DASHES = ["none", "6 2.5", "2 2", "9 2 2 2"]; // of layers' lines, one after another

/**
 * The AMI of each layer, and accuracy, as far as they are told.
 * @param {Header} header
 * @returns {Line[]}
 */
export function linesOf({ learning, layers }) {
  const { accuracy, layers: by } = /** @type {Learning} */ (learning).curves;
  const named = Object.entries(by).map(([layer, curve], i) => ({
    name: `AMI ${layers.find(({ name }) => name === layer)?.title ?? layer}`,
    curve,
    kind: "ami",
    dashes: DASHES[i % DASHES.length],
  }));
  const all = [...named, { name: "accuracy", curve: accuracy, kind: "accuracy", dashes: "none" }];
  return all.filter(({ curve }) => curve.own.length);
}

/**
 * Where an epoch stands: epochs are as far apart as the slider's steps.
 * @param {number} epoch its place, or a share between two @param {number} last @param {number} width
 */
export const placeAt = (epoch, last, width) => EDGE + (epoch / Math.max(last, 1)) * (width - 2 * EDGE);

/**
 * The epoch nearest to a pixel.
 * @param {number} x @param {number} last @param {number} width
 */
export const epochAt = (x, last, width) =>
  Math.min(Math.max(Math.round(((x - EDGE) / (width - 2 * EDGE)) * last), 0), last);

/**
 * The inside of an SVG: bands, curves, their names at the right, the epochs' numbers below.
 * @param {Line[]} lines @param {number[]} epochs @param {number} width up to where the names stand @param {number} height
 */
export function curveShapes(lines, epochs, width, height) {
  const last = epochs.length - 1;
  const x = (/** @type {number} */ epoch) => placeAt(epoch, last, width).toFixed(1);
  const y = (/** @type {number} */ value) => (TOP + (1 - Math.max(value, 0)) * (height - TOP - BOTTOM)).toFixed(1);
  const path = (/** @type {number[]} */ values) => values.map((value, epoch) => `${x(epoch)} ${y(value)}`).join("L");
  const frame = `<path class="frame" d="M${x(0)} ${y(1)}H${x(last)}M${x(0)} ${y(0)}H${x(last)}"/>`;
  const bands = lines.map(({ curve: { low, high }, kind }) =>
    low && high ? `<path class="band ${kind}" d="M${path(high)}L${path(low).split("L").toReversed().join("L")}Z"/>` : "",
  );
  const curves = lines.map((line) => stroke(line, `M${path(line.curve.own)}`));
  return frame + bands.join("") + curves.join("") + namesAt(lines, width, height, y) + numbersAt(epochs, x, height, width);
}

/** @param {Line} line @param {string} d */
const stroke = ({ kind, dashes }, d) => `<path class="curve ${kind}" stroke-dasharray="${dashes}" d="${d}"/>`;

/**
 * What stands beside a curve: its name, and its value at an epoch.
 * @param {Line} line @param {number} epoch
 */
export const valueText = ({ name, curve }, epoch) => `${name} ${curve.own[epoch].toFixed(2).replace("-", "−")}`;

/**
 * Names beside the ends of their curves, one above the other; those without room are left out.
 * @param {Line[]} lines @param {number} width @param {number} height @param {(value: number) => string} y
 */
function namesAt(lines, width, height, y) {
  const rows = Math.max(1, Math.floor((height - 4) / ROW));
  const shown = lines.length > rows ? [...lines.slice(0, rows - 1), lines[lines.length - 1]] : lines;
  const ordered = shown.toSorted((one, other) => Number(other.curve.own.at(-1)) - Number(one.curve.own.at(-1)));
  let next = TOP + 4;
  const room = height - ROW * ordered.length;
  return ordered
    .map((line, i) => {
      const at = Math.min(Math.max(Number(y(Number(line.curve.own.at(-1)))) + 3, next), room + ROW * (i + 1) - 2);
      const x = width - EDGE + APART;
      next = at + ROW;
      const name = `<text class="name ${line.kind}" data-line="${lines.indexOf(line)}" x="${x + SAMPLE + 3}" y="${at}">${escaped(line.name)}</text>`;
      return stroke(line, `M${x} ${at - 3.5}h${SAMPLE}`) + name;
    })
    .join("");
}

/**
 * @param {number[]} epochs @param {(epoch: number) => string} x @param {number} height @param {number} width
 */
function numbersAt(epochs, x, height, width) {
  const room = width / epochs.length;
  const every = Math.ceil((LETTER * (String(epochs.at(-1)).length + 1)) / room);
  const shown = epochs.map((_, i) => (epochs.length - 1 - i) % every === 0);
  return epochs.map((epoch, i) => (shown[i] ? `<text class="number" x="${x(i)}" y="${height - 2}">${epoch}</text>` : "")).join("");
}
