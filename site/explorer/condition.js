// Conditions such as `label:7 hidden_1:0|2 probability<0.6`: every term must hold, any of its values will do.
import { classesOf } from "#site/explorer/classes.js";
import { cornersText, insideLasso, outlinesOf } from "#site/explorer/lasso.js";
import { isCorrect, isException, isAmongItsOwn, titleOf } from "#site/explorer/samples.js";
import { quoted } from "#site/fragment.js";

/**
 * @import { Header, Mask, Point, Samples, State } from "./types.d.ts"
 * @typedef {{titles: string[], of: (sample: number) => number}} Column titles: what else a page calls it
 * @typedef {Column & {values: string[], or?: string[]}} Named the values' texts, in the order of the places that `of`
 *   gives a sample; `or`: other texts of theirs
 * @typedef {Column & {whole: boolean, known?: string[]}} Numeric of any number; whole: these may be named one by one;
 *   known: those that there are, where they are few
 * @typedef {Column & {within: (corners: string) => Mask | null}} Drawn the samples inside an outline, null for no outline
 * @typedef {Named | Numeric | Drawn} Queried
 */

const TERMS = 100; // at most
const JOINED = 10; // values of a term that two conditions make
const NAMED = 30; // values that a message names
const YES_NO = ["no", "yes"];
const OPERATOR = /<=|>=|[<>:]/;

/** @type {Record<string, (one: number, other: number) => boolean>} */
const COMPARED = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
};

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

/**
 * @param {string} term @param {Map<string, Queried>} columns
 * @returns {(sample: number) => boolean}
 */
function testOf(term, columns) {
  const [operator] = OPERATOR.exec(term) ?? [""];
  const at = term.indexOf(operator);
  const column = columns.get(decoded(operator ? term.slice(0, at) : term));
  if (!operator || !column) throw notACondition(term, columns);
  const value = term.slice(at + operator.length);
  if (operator !== ":") return comparison(operator, value, column, term);
  if ("within" in column) return insideOf(value, column, term);
  const { of } = column;
  const texts = new Set(value.split("|"));
  const wanted = new Set(Array.from(texts, (text) => place(decoded(text), column, term)));
  return (i) => wanted.has(of(i));
}

/**
 * Whether what a condition selects can be counted of all images, also where a sample of them is shown (`whole.js`).
 * @param {string} condition @param {Header["drawn"]} drawn
 */
export const isWhole = (condition, drawn) =>
  !drawn || condition.split(/\s+/).every((term) => drawn.exact.includes(decoded(term.split(OPERATOR)[0])));

/** @param {string} text @param {Map<string, Queried>} columns */
export function notACondition(text, columns) {
  const names = [...columns.keys()].filter((name) => !/^(own|silhouette|lasso)\./.test(name));
  return new Error(
    `${quoted(text)} is no condition: NAME:VALUE with one of the names ${named(names)}, own.LAYER, silhouette.LAYER`,
  );
}

/** @param {string} operator @param {string} value @param {Queried} column @param {string} term */
function comparison(operator, value, column, term) {
  if (!("whole" in column)) throw new Error(`${quoted(term)}: only numbers can be compared; write NAME:VALUE`);
  if (!isNumber(value)) throw new Error(`${quoted(term)}: ${quoted(value)} is not a number`);
  const limit = Math.fround(Number(value)); // as the samples' own numbers are rounded
  return (/** @type {number} */ i) => COMPARED[operator](column.of(i), limit);
}

/** @param {string} text */
export const isNumber = (text) => /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text);

/** @param {string} corners @param {Drawn} column @param {string} term */
function insideOf(corners, { within }, term) {
  const mask = within(corners);
  if (!mask) throw new Error(`${quoted(term)}: no outline; a lasso writes it`);
  return (/** @type {number} */ i) => mask[i] === 1;
}

/** @param {string} value @param {Named | Numeric} column @param {string} term */
function place(value, column, term) {
  if ("whole" in column) return wholeOf(value, column, term);
  let found = column.values.indexOf(value);
  if (found < 0 && column.or) found = column.or.indexOf(value);
  if (found < 0) throw new Error(`${quoted(term)}: ${quoted(value)} is not one of ${named(column.values)}`);
  return found;
}

/** @param {string} value @param {Numeric} column @param {string} term */
function wholeOf(value, { whole }, term) {
  if (!whole) throw new Error(`${quoted(term)}: with a number's name stands <, <=, > or >=`);
  if (!/^\d+$/.test(value)) throw new Error(`${quoted(term)}: ${quoted(value)} is not one of 0, 1, 2, …`);
  return Number(value);
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
 * What conditions can be about.
 * @param {Header} header @param {Samples} samples
 * @returns {Map<string, Queried>}
 */
export function columnsOf(header, samples) {
  return new Map([...ofSamples(header, samples), ...numbersOf(samples), ...ofLayers(header, samples)]);
}

/**
 * @param {Header} header @param {Samples} samples
 * @returns {[string, Named][]}
 */
function ofSamples(header, samples) {
  const { names, one } = classesOf(header);
  const labels = header.labels.map(String);
  const paths = samples.paths.map((path) => path.join("-"));
  const titles = (/** @type {string[]} */ layers) => layers.map((name) => titleOf(name, header));
  return [
    ["label", { titles: [one, "labels"], values: names, or: labels, of: (i) => samples.label[i] }],
    ["prediction", { titles: ["predicted"], values: names, or: labels, of: (i) => samples.prediction[i] }],
    ["role", { titles: ["roles"], values: header.roles, of: (i) => samples.role[i] }],
    ["correct", { titles: [], values: YES_NO, of: (i) => Number(isCorrect(samples, i)) }],
    [
      "travels",
      {
        titles: ["travels as", "travels like", "main path of"],
        values: ["none", ...names],
        or: ["none", ...labels],
        of: (i) => samples.travels[i] + 1,
      },
    ],
    ["exception", { titles: [], values: YES_NO, of: (i) => Number(isException(samples, i)) }],
    [
      "committed",
      { titles: ["commitment layer", "committed from"], values: header.committed, or: titles(header.committed), of: (i) => samples.committed[i] },
    ],
    ["depth", { titles: ["prediction depth"], values: header.depth, or: titles(header.depth), of: (i) => samples.depth[i] }],
    ["path", { titles: ["paths"], values: paths, of: (i) => samples.path[i] }],
  ];
}

/**
 * @param {Samples} samples
 * @returns {[string, Numeric][]}
 */
const numbersOf = (samples) => [
  ["id", { titles: ["image", "image number", "sample_id"], whole: true, of: (i) => samples.id[i] }],
  ["probability", { titles: [], whole: false, of: (i) => samples.probability[i] }],
  ["p_value", { titles: ["p-value", "p value", "p"], whole: false, of: (i) => samples.pValue[i] }],
  ["path_score", { titles: ["path score", "score"], whole: false, of: (i) => samples.pathScore[i] }],
  ["common", { titles: ["how common the path is", "path_share", "path share"], whole: false, of: (i) => samples.common[i] }],
];

/**
 * @param {Header} header @param {Samples} samples
 * @returns {[string, Queried][]}
 */
function ofLayers(header, samples) {
  return header.layers.flatMap(({ name, title, majority }, layer) => [
    [
      name,
      {
        titles: [title, `cluster ${name}`, `cluster ${title}`, `cluster in ${title}`],
        whole: true,
        known: majority.map((_, cluster) => String(cluster)),
        of: (/** @type {number} */ i) => samples.clusters[layer][i],
      },
    ],
    [
      `own.${name}`,
      { titles: [`own ${title}`], values: YES_NO, of: (/** @type {number} */ i) => Number(isAmongItsOwn(header, samples, layer, i)) },
    ],
    [
      `silhouette.${name}`,
      {
        titles: [`silhouette ${name}`, `silhouette ${title}`, `silhouette in ${title}`],
        whole: false,
        of: (/** @type {number} */ i) => samples.silhouettes[layer][i],
      },
    ],
    [`lasso.${name}`, { titles: [], of: () => NaN, within: (/** @type {string} */ corners) => insideLasso(corners, samples, layer) }],
  ]);
}

/**
 * A term for a stage of the flow, label or prediction or a layer, and the value of its node.
 * @param {string} stage @param {number | string} value @param {string} [operator]
 */
export const termOf = (stage, value, operator = ":") =>
  `${encodeURIComponent(stage)}${operator}${String(value).replace(/[\s|%]/g, encodeURIComponent)}`;

/**
 * The condition of what meets one of two conditions, where one term is all that they differ in: any of its values will do.
 * Else, and where they would be many values, none.
 * @param {string} one @param {string} other
 */
export function either(one, other) {
  const [ones, others] = [one.split(" "), other.split(" ")];
  const mine = ones.filter((term) => !others.includes(term));
  const theirs = others.filter((term) => !ones.includes(term));
  if (!mine.length || !theirs.length) return mine.length ? other : one;
  const [[name, values], [sameName, more]] = [mine[0], theirs[0]].map((term) => term.split(/(?<=^[^<>:]+):/));
  if (mine.length > 1 || theirs.length > 1 || name !== sameName || !values || !more) return "";
  const joined = [...new Set([...values.split("|"), ...more.split("|")])];
  const text = joined.join("|");
  if (joined.length > JOINED || (name.startsWith("lasso.") && !outlinesOf(text, 1))) return "";
  return ones.map((term) => (term === mine[0] ? `${name}:${text}` : term)).join(" ");
}

/**
 * The condition of what is shown inside a lasso on a layer's map.
 * @param {Point[]} polygon in the samples' coordinates @param {number} layer its place @param {Header} header
 * @param {Pick<State, "samples" | "hidden">} state
 */
export function conditionOfLasso(polygon, layer, header, { samples, hidden }) {
  const { names } = classesOf(header);
  const shown = (/** @type {string} */ name, /** @type {string[]} */ texts, /** @type {Set<number>} */ out) =>
    out.size ? [`${name}:${texts.filter((_, place) => !out.has(place)).map((text) => termOf("", text, "")).join("|")}`] : [];
  const labels = names.map((name, place) => (names.indexOf(name) === place ? name : String(header.labels[place])));
  const outline = termOf(`lasso.${header.layers[layer].name}`, cornersText(polygon, samples.steps));
  return [outline, ...shown("label", labels, hidden.labels), ...shown("role", header.roles, hidden.roles)].join(" ");
}
