// The selection as CSV.

import { classesOf } from "#site/explorer/classes.js";

/** @import { Column, Header, Samples } from "./types.d.ts" */

const FORMULA = /^[=+\-@\t\r]/; // what a spreadsheet would compute

/**
 * The samples of these rows: a header, then a line each.
 * @param {number[]} rows @param {Samples} samples @param {Header} header
 */
export function csvOf(rows, samples, header) {
  const columns = columnsOf(samples, header);
  const lines = [columns.map(([name]) => cell(name))];
  for (const i of rows) lines.push(columns.map(([, value]) => cell(value(i))));
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/**
 * @param {Samples} samples @param {Header} header
 * @returns {[name: string, value: (i: number) => string | number][]}
 */
function columnsOf(samples, header) {
  const label = (/** @type {number} */ place) => header.labels[place];
  return [
    ["sample_id", (i) => samples.id[i]],
    ["role", (i) => header.roles[samples.role[i]]],
    ["label", (i) => label(samples.label[i])],
    ["prediction", (i) => label(samples.prediction[i])],
    ["probability", (i) => samples.probability[i].toFixed(4)],
    ["travels_as", (i) => (samples.travels[i] < 0 ? "" : label(samples.travels[i]))],
    ["path_share", (i) => samples.common[i].toFixed(4)],
    ["committed", (i) => header.committed[samples.committed[i]]],
    ["depth", (i) => header.depth[samples.depth[i]].replace(/^none$/, "")],
    ["path_score", (i) => fixed(samples.pathScore[i], 4)],
    ["p_value", (i) => fixed(samples.pValue[i], 4)],
    ["path", (i) => samples.paths[samples.path[i]].join(" → ")],
    ...nameColumns(samples, header),
    ...header.layers.map(
      ({ name }, layer) => /** @type {[string, (i: number) => number]} */ ([name, (i) => samples.clusters[layer][i]]),
    ),
    ...header.layers.map(
      ({ name }, layer) =>
        /** @type {[string, (i: number) => string]} */ ([
          `silhouette_${name}`,
          (i) => fixed(samples.silhouettes[layer][i], 2),
        ]),
    ),
    ...header.layers.flatMap(({ name }, layer) => placeColumns(name, samples.x[layer], samples.y[layer], samples.steps)),
  ];
}

/**
 * Where a layer's map has a sample: from 0 to 1, y up.
 * @param {string} name @param {Column} x @param {Column} y @param {number} steps
 * @returns {[name: string, value: (i: number) => string][]}
 */
const placeColumns = (name, x, y, steps) => [
  [`x_${name}`, (i) => (x[i] / steps).toFixed(5)],
  [`y_${name}`, (i) => (1 - y[i] / steps).toFixed(5)],
];

/**
 * What the classes are called, where that is not what they are.
 * @param {Samples} samples @param {Header} header
 * @returns {[name: string, value: (i: number) => string][]}
 */
function nameColumns(samples, header) {
  if (!header.classes) return [];
  const { names } = classesOf(header);
  return [
    ["label_name", (i) => names[samples.label[i]]],
    ["prediction_name", (i) => names[samples.prediction[i]]],
  ];
}

/**
 * Nothing for what has no value.
 * @param {number} value @param {number} decimals
 */
const fixed = (value, decimals) => (Number.isNaN(value) ? "" : value.toFixed(decimals));

/**
 * A value as a cell: text that a spreadsheet would take for a formula gets an apostrophe (OWASP,
 * CSV injection); numbers stay numbers.
 * @param {string | number} value
 */
export function cell(value) {
  let text = String(value);
  if (FORMULA.test(text) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
