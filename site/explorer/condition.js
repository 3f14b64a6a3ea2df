// Conditions such as `label:7 hidden_1:0|2`: every term must hold, any of its values will do.
import { classesOf } from "#site/explorer/classes.js";
import { isCorrect, isException, isAmongItsOwn } from "#site/explorer/samples.js";
import { quoted } from "#site/fragment.js";

/**
 * @import { Header, Samples } from "./types.d.ts"
 * @typedef {{values: string[] | null, of: (sample: number) => number, or?: string[]}} Named the value's texts, or
 *   null for any whole number, in the order of the places that `of` gives a sample; `or`: other texts of theirs
 */

const TERMS = 100; // at most
const NAMED = 30; // values that a message names
const YES_NO = ["no", "yes"];

/**
 * A mask of the samples for which the condition holds; an Error says what is allowed instead.
 * @param {string} text @param {Header} header @param {Samples} samples
 */
export function samplesWith(text, header, samples) {
  const terms = [...new Set(text.split(/\s+/).filter(Boolean))];
  if (!terms.length) throw new Error("a condition is empty; for example: label:7");
  if (terms.length > TERMS) throw new Error(`a condition has ${TERMS} terms at most, not ${terms.length}`);
  const columns = columnsOf(header, samples);
  const tests = terms.map((term) => testOf(term, columns));
  const mask = new Uint8Array(samples.count);
  for (let i = 0; i < samples.count; i++) mask[i] = tests.every((test) => test(i)) ? 1 : 0;
  return mask;
}

/** @param {string} term @param {Map<string, Named>} columns */
function testOf(term, columns) {
  const at = term.indexOf(":");
  const column = columns.get(decoded(at < 0 ? term : term.slice(0, at)));
  if (at < 0 || !column) {
    const allowed = [...columns.keys()].join(", ");
    throw new Error(`${quoted(term)} is no condition: NAME:VALUE with one of the names ${allowed}`);
  }
  const { of } = column;
  const texts = new Set(term.slice(at + 1).split("|"));
  const wanted = new Set(Array.from(texts, (value) => place(decoded(value), column, term)));
  return (/** @type {number} */ i) => wanted.has(of(i));
}

/** @param {string} value @param {Named} column @param {string} term */
function place(value, { values, or }, term) {
  let found = values ? values.indexOf(value) : /^\d+$/.test(value) ? Number(value) : -1;
  if (found < 0 && or) found = or.indexOf(value);
  if (found < 0) {
    throw new Error(`${quoted(term)}: ${quoted(value)} is not one of ${values ? named(values) : "0, 1, 2, …"}`);
  }
  return found;
}

/** @param {string[]} values */
const named = (values) => [...values.slice(0, NAMED), ...(values.length > NAMED ? ["…"] : [])].join(", ");

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {Header} header @param {Samples} samples
 * @returns {Map<string, Named>}
 */
function columnsOf(header, samples) {
  return new Map([...ofSamples(header, samples), ...ofLayers(header, samples)]);
}

/**
 * @param {Header} header @param {Samples} samples
 * @returns {[string, Named][]}
 */
function ofSamples(header, samples) {
  const { names } = classesOf(header);
  const labels = header.labels.map(String);
  return [
    ["label", { values: names, or: labels, of: (i) => samples.label[i] }],
    ["prediction", { values: names, or: labels, of: (i) => samples.prediction[i] }],
    ["role", { values: header.roles, of: (i) => samples.role[i] }],
    ["correct", { values: YES_NO, of: (i) => Number(isCorrect(samples, i)) }],
    ["travels", { values: ["none", ...names], or: ["none", ...labels], of: (i) => samples.travels[i] + 1 }],
    ["exception", { values: YES_NO, of: (i) => Number(isException(samples, i)) }],
    ["committed", { values: header.committed, of: (i) => samples.committed[i] }],
    ["depth", { values: header.depth, of: (i) => samples.depth[i] }],
    ["path", { values: samples.paths.map((path) => path.join("-")), of: (i) => samples.path[i] }],
    ["id", { values: null, of: (i) => samples.id[i] }],
  ];
}

/**
 * @param {Header} header @param {Samples} samples
 * @returns {[string, Named][]}
 */
function ofLayers(header, samples) {
  return header.layers.flatMap(({ name }, layer) => [
    [name, { values: null, of: (i) => samples.clusters[layer][i] }],
    [`own.${name}`, { values: YES_NO, of: (i) => Number(isAmongItsOwn(header, samples, layer, i)) }],
  ]);
}

/**
 * A term for a stage of the flow, label or prediction or a layer, and the value of its node.
 * @param {string} stage @param {number | string} value
 */
export const termOf = (stage, value) => `${encodeURIComponent(stage)}:${String(value).replace(/[\s|%]/g, encodeURIComponent)}`;
