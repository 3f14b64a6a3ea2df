// What a reader types in the search field: the words that the page shows, in any case, as a condition;
// and what may come next.
import { classesOf } from "#site/explorer/classes.js";
import { notACondition, termOf } from "#site/explorer/condition.js";

/**
 * @import { Header } from "./types.d.ts"
 * @import { Queried } from "./condition.js"
 * @typedef {[text: string, value: string]} Word how something is written, in small letters, and what it stands for
 * @typedef {{name: string, column: Queried, operator: string, length: number}} Start of a term
 * @typedef {{term: string, length: number}} Term length: of what was read
 */

const BETWEEN = /^(?:[\s,;&]+|(?:and|where)\s+)+/i;
const OPERATOR = /^\s*(?:(<=|>=|≤|≥|==?|<|>|:)\s*|is\s+)/i;
const CLUSTER = /^,?\s*cluster\s+/i; // `hidden 1, cluster 0`
const SPACE = /^\s+(?=\S)/; // `label 7`
const ARROW = /(?<=\d)\s*(?:→|->|-)\s*(?=\d)/g; // of a path
const OR = /^\s*(\||,|or\s)\s*/i;
const END = /^(?:$|[\s,;|&])/;
const NUMBER = /^[+-−]?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?(?=$|[\s,;&])/i;
/** @type {Record<string, string>} */
const SIGNS = { "≤": "<=", "≥": ">=", "=": ":", "==": ":" };
const OFFERED = 12; // completions
const BACK = 80; // characters before the end that a completion looks at

/**
 * The condition that somebody meant; an Error says what is not understood.
 * @param {string} text @param {Map<string, Queried>} columns @param {Header} header
 */
export function conditionOf(text, columns, header) {
  const [names, bare] = [namesOf(columns), bareWords(header)];
  const found = [];
  let rest = text.replace(ARROW, "-").replace(BETWEEN, "");
  while (rest) {
    const next = termAt(rest, names, columns) ?? bareAt(rest, bare);
    if (!next) throw notACondition(/^\S+/.exec(rest)?.[0] ?? rest, columns);
    found.push(next.term);
    rest = rest.slice(next.length).replace(BETWEEN, "");
  }
  return joined(found).join(" ");
}

/**
 * Classes that stand one after another are several of one term: nothing is of two.
 * @param {string[]} terms `label:…` of a bare class begins with a space
 */
function joined(terms) {
  const classes = terms.filter((term) => term.startsWith(" "));
  const one = classes.map((term) => term.slice(term.indexOf(":") + 1)).join("|");
  return [...(one ? [`label:${one}`] : []), ...terms.filter((term) => !term.startsWith(" "))];
}

/**
 * What columns may be called, the longest first.
 * @param {Map<string, Queried>} columns
 * @returns {Word[]}
 */
function namesOf(columns) {
  const words = [...columns].flatMap(([name, { titles }]) =>
    [name, encodeURIComponent(name), ...titles].map((text) => /** @type {Word} */ ([text.toLowerCase(), name])),
  );
  return words.sort(([one], [other]) => other.length - one.length);
}

/**
 * Whether a text begins with a word, in any case.
 * @param {string} text @param {string} word
 */
const begins = (text, word) => text.slice(0, word.length).toLowerCase() === word;

/**
 * @param {string} text @param {Word[]} names @param {Map<string, Queried>} columns
 * @returns {Start | null}
 */
function startAt(text, names, columns) {
  for (const [word, name] of names) {
    if (!begins(text, word)) continue;
    const after = text.slice(word.length);
    const column = /** @type {Queried} */ (columns.get(name));
    const sign = OPERATOR.exec(after) ?? ("known" in column ? CLUSTER : SPACE).exec(after);
    if (!sign) continue;
    const operator = SIGNS[sign[1]] ?? sign[1] ?? ":";
    return { name, column, operator, length: word.length + sign[0].length };
  }
  return null;
}

/**
 * @param {string} text @param {Word[]} names @param {Map<string, Queried>} columns
 * @returns {Term | null}
 */
function termAt(text, names, columns) {
  const start = startAt(text, names, columns);
  if (!start) return null;
  const { name, column, operator, length } = start;
  const rest = text.slice(length);
  const read = operator === ":" ? valuesAt(rest, column) : numberAt(rest);
  const value = read.values.map((one) => termOf("", one, "")).join("|");
  return { term: `${encodeURIComponent(name)}${operator}${value}`, length: length + read.length };
}

/** @param {string} text */
function numberAt(text) {
  const number = NUMBER.exec(text)?.[0] ?? rawAt(text);
  return { values: [number.replace("−", "-").replace("+", "")], length: number.length };
}

/** @param {string} text */
const rawAt = (text) => /^[^\s|,;]*/.exec(text)?.[0] ?? "";

/**
 * The values that a text begins with; what is none of them as it stands, for the condition to say so.
 * @param {string} text @param {Queried} column
 */
function valuesAt(text, column) {
  const words = wordsOf(column);
  const values = [];
  let length = 0;
  for (let or = ""; ; ) {
    const rest = text.slice(length + or.length);
    const known = valueAt(rest, words, column);
    if (!known && or.trim() === ",") break; // a comma at the end
    const raw = rawAt(rest);
    values.push(known ? known.value : raw);
    length += or.length + (known ? known.length : raw.length);
    or = OR.exec(text.slice(length))?.[0] ?? "";
    if (!or) break;
  }
  return { values, length };
}

/**
 * @param {string} text @param {Word[]} words @param {Queried} column
 * @returns {{value: string, length: number} | null}
 */
function valueAt(text, words, column) {
  const found = words.find(([word]) => begins(text, word) && END.test(text.slice(word.length)));
  if (found) return { value: found[1], length: found[0].length };
  if (!("whole" in column)) return null;
  const number = /^(?:cluster\s+)?(\d+)(?=$|[\s,;|&])/i.exec(text);
  return number && { value: number[1], length: number[0].length };
}

/**
 * How a column's values may be written, the longest first.
 * @param {Queried} column
 * @returns {Word[]}
 */
function wordsOf(column) {
  if (!("values" in column)) return [];
  const { values, or = [] } = column;
  const called = (/** @type {number} */ place) => (values.indexOf(values[place]) === place ? values[place] : or[place]);
  const words = [values, or].flatMap((texts) =>
    texts.flatMap((text, place) => [text, termOf("", text, "")].map((word) => /** @type {Word} */ ([word.toLowerCase(), called(place)]))),
  );
  return words.sort(([one], [other]) => other.length - one.length);
}

/**
 * Words that need no name: classes, roles, right and wrong.
 * @param {Header} header
 * @returns {Word[]} a class's term begins with a space
 */
function bareWords(header) {
  const { names, kinds } = classesOf(header);
  const classes = header.labels.flatMap((label, place) =>
    [names[place], kinds[place], String(label)].map((text) => /** @type {Word} */ ([text.toLowerCase(), ` ${termOf("label", called(names, place, label))}`])),
  );
  const roles = header.roles.map((role) => /** @type {Word} */ ([role, termOf("role", role)]));
  const words = [...classes, ...roles, /** @type {Word} */ (["right", "correct:yes"]), /** @type {Word} */ (["wrong", "correct:no"])];
  return words.sort(([one], [other]) => other.length - one.length);
}

/**
 * A class by its name, or by its label where another has that name.
 * @param {string[]} names @param {number} place @param {number} label
 */
const called = (names, place, label) => (names.indexOf(names[place]) === place ? names[place] : label);

/**
 * @param {string} text @param {Word[]} words
 * @returns {Term | null}
 */
function bareAt(text, words) {
  const path = /^\d+(?:-\d+)+/.exec(text)?.[0];
  if (path && END.test(text.slice(path.length))) return { term: `path:${path}`, length: path.length };
  const found = words.find(([word]) => begins(text, word) && END.test(text.slice(word.length)));
  return found ? { term: found[1], length: found[0].length } : null;
}

/**
 * What a text may go on as: whole texts, so many at most.
 * @param {string} text @param {Map<string, Queried>} columns
 */
export function completions(text, columns) {
  for (const at of starts(text)) {
    const [head, last] = [text.slice(0, at), text.slice(at)];
    const found = last ? [...valuesAfter(last, columns), ...namesAfter(last, columns)] : [...columns.keys()].filter(plain).map((name) => ending(name, columns));
    if (found.length) return found.slice(0, OFFERED).map((end) => head + end);
  }
  return [];
}

/**
 * Where the last term may begin: names have spaces in them.
 * @param {string} text
 */
function starts(text) {
  const places = [];
  for (let at = Math.max(0, text.length - BACK); at <= text.length; at++) {
    if (at === 0 || /\s/.test(text[at - 1])) places.push(at);
  }
  return places;
}

/** @param {string} name */
const plain = (name) => !/^(own|silhouette|lasso)\./.test(name);

/**
 * A name with the sign that comes after it.
 * @param {string} name as it is written @param {Map<string, Queried>} columns @param {string} [of] the column's own name
 */
function ending(name, columns, of = name) {
  const column = columns.get(of);
  return `${name}${column && "whole" in column && !column.whole ? "<" : ":"}`;
}

/** @param {string} last @param {Map<string, Queried>} columns */
function namesAfter(last, columns) {
  const small = last.toLowerCase();
  return [...columns].flatMap(([name, column]) => {
    if ("within" in column) return [];
    const found = [name, ...column.titles].find((text) => begins(text, small));
    return found ? [ending(found, columns, name)] : [];
  });
}

/** @param {string} last @param {Map<string, Queried>} columns */
function valuesAfter(last, columns) {
  const start = startAt(last, namesOf(columns), columns);
  if (!start || start.operator !== ":") return [];
  const head = last.slice(0, Math.max(start.length, last.lastIndexOf("|") + 1));
  const begun = last.slice(head.length).toLowerCase();
  const { column } = start;
  const values = "values" in column ? column.values.map((value) => termOf("", value, "")) : "known" in column ? (column.known ?? []) : [];
  return values.filter((value) => begins(value, begun)).map((value) => head + value);
}
