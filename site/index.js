// The index's own reckoning: which runs are shown, in which order, how two of them differ, and how
// all that is written in the page's address. It touches no page, so Node tests it.
import { partsOf, only, oneOf, quoted } from "#site/fragment.js";

/**
 * @typedef {string | number | null} Value null: there is none
 * @typedef {[low: number, high: number]} Limits of a 95 % interval
 * @typedef {[name: string, value: Value, text: string, limits?: Limits]} Row
 * @typedef {{title: string, kind: string, rows: Row[]}} Group
 * @typedef {{name: string, words: string[], sort: Record<string, Value>, groups: Group[]}} Run
 * @typedef {{view: string, sort: string, descending: boolean, filter: string, chosen: string[], pin: number | null,
 *   odd: string[]}} State pin: an image's number
 */

const LONGEST = 20_000; // characters of an address: a filter and two names
const FILTER = 1_000; // characters of a filter
const natural = new Intl.Collator("en", { numeric: true });

/**
 * Whether a run has every word of the filter: in its name, or at the start of one of its words.
 * A number is found whole: 1 in 1v7 and among the digits, not in 17 or 128.
 * @param {Run} run @param {string} filter
 */
export function matches(run, filter) {
  const asked = filter.toLowerCase().split(/[\s,;]+/).filter(Boolean);
  const name = run.name.toLowerCase();
  const numbers = [...run.words, ...(name.match(/\d+/g) ?? [])];
  const isFound = (/** @type {string} */ word) =>
    /^\d+$/.test(word)
      ? numbers.includes(word)
      : name.includes(word) || run.words.some((own) => own.startsWith(word));
  return asked.every(isFound);
}

/**
 * The runs in a new order; those without a value come last whichever way it goes.
 * @param {Run[]} runs @param {string} key @param {boolean} descending
 */
export function sorted(runs, key, descending) {
  const turn = descending ? -1 : 1;
  return [...runs].sort((a, b) => {
    const [first, second] = [a.sort[key], b.sort[key]];
    if ((first === null) !== (second === null)) return first === null ? 1 : -1;
    return turn * compared(first, second) || natural.compare(a.name, b.name);
  });
}

/** @param {Value} first @param {Value} second */
function compared(first, second) {
  if (typeof first === "string") return natural.compare(first, String(second));
  return Number(first) - Number(second);
}

/**
 * Numbers are looked at from the highest down, names from A on.
 * @param {Run[]} runs @param {string} key
 */
export function startsDescending(runs, key) {
  return runs.some((run) => typeof run.sort[key] === "number");
}

/**
 * The runs chosen after one more choice: taken back if it was one, else instead of the older.
 * @param {string[]} chosen @param {string} name
 */
export function choose(chosen, name) {
  if (chosen.includes(name)) return chosen.filter((other) => other !== name);
  return [...chosen, name].slice(-2);
}

/**
 * What is on view as the part of an address after #, without what is as it is at first.
 * @param {State} state
 */
export function encode({ view, sort, descending, filter, chosen, pin }) {
  const parts = new URLSearchParams();
  if (view !== "cards") parts.set("view", view);
  if (sort !== "name" || descending) parts.set("sort", (descending ? "-" : "") + sort);
  if (filter) parts.set("filter", filter);
  for (const name of chosen) parts.append("compare", name);
  if (pin !== null) parts.set("pin", String(pin));
  return parts.toString();
}

/**
 * The reverse, of any text; odd: what of it no page writes, and is as if it were not there.
 * @param {string} fragment @param {string[]} keys @param {string[]} names
 * @returns {State}
 */
export function decode(fragment, keys, names) {
  const { parts, odd } = partsOf(fragment, ["view", "sort", "filter", "compare", "pin"], LONGEST);
  const orders = ["name", "-name", ...keys.flatMap((key) => [key, `-${key}`])];
  const order = oneOf("sort", orders, parts, odd);
  return {
    view: oneOf("view", ["cards", "table"], parts, odd),
    sort: order.replace(/^-/, ""),
    descending: order.startsWith("-"),
    filter: filterOf(only("filter", parts, odd) ?? "", odd),
    chosen: chosenOf(new Set(parts.get("compare")), names, odd),
    pin: pinOf(only("pin", parts, odd), odd),
    odd,
  };
}

/** @param {string} text @param {string[]} odd */
function filterOf(text, odd) {
  if (text.length <= FILTER) return text;
  odd.push(`a filter has ${FILTER.toLocaleString("en")} characters at most`);
  return "";
}

/** @param {string | null} text @param {string[]} odd */
function pinOf(text, odd) {
  if (text === null) return null;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  odd.push(`pin ${quoted(text)} is no number of an image`);
  return null;
}

/**
 * The last two of the runs asked for.
 * @param {Set<string>} asked @param {string[]} names @param {string[]} odd
 */
function chosenOf(asked, names, odd) {
  const found = [...asked].filter((name) => names.includes(name));
  for (const name of asked) if (!names.includes(name)) odd.push(`there is no run ${quoted(name)}`);
  if (found.length > 2) odd.push("two runs are compared at most");
  return found.slice(-2);
}

/**
 * Two runs' numbers side by side: groups of rows [name, first's text, second's, difference].
 * @param {Run} first @param {Run} second
 */
export function comparison(first, second) {
  return ordered(byName(first.groups, "title"), byName(second.groups, "title"))
    .map(([title, one, other]) => ({ title, rows: groupRows(one, other) }))
    .filter((group) => group.rows.length);
}

/**
 * @param {Group} [one] @param {Group} [other]
 * @returns {string[][]}
 */
function groupRows(one, other) {
  const kind = (one ?? other)?.kind ?? "text";
  const rows = ordered(byName(one?.rows ?? [], 0), byName(other?.rows ?? [], 0));
  return rows
    .filter(([, a, b]) => kind !== "text" || a?.[1] !== b?.[1])
    .map(([name, a, b]) => [name, a?.[2] ?? "–", b?.[2] ?? "–", difference(kind, a, b)]);
}

/**
 * @template T @template {keyof T} K
 * @param {T[]} values @param {K} key
 */
function byName(values, key) {
  return new Map(values.map((value) => [value[key], value]));
}

/**
 * [name, first's, second's] of every name, the second's own ones after what they follow there.
 * @template T
 * @param {Map<string, T>} first @param {Map<string, T>} second
 * @returns {[string, T | undefined, T | undefined][]}
 */
function ordered(first, second) {
  const names = [...first.keys()];
  let place = 0;
  for (const name of second.keys()) {
    const found = names.indexOf(name);
    if (found < 0) names.splice(place, 0, name);
    place = (found < 0 ? place : found) + 1;
  }
  return names.map((name) => [name, first.get(name), second.get(name)]);
}

/** @type {Record<string, number>} */
const DECIMALS = { count: 0, number: 3, share: 1 };

/**
 * How much more the second has, with the interval of that where both have one: of shares in
 * percentage points, of texts nothing.
 * @param {string} kind @param {Row} [first] @param {Row} [second]
 */
function difference(kind, first, second) {
  if (!Object.hasOwn(DECIMALS, kind) || first?.[1] == null || second?.[1] == null) return "";
  const change = Number(second[1]) - Number(first[1]);
  const text = changeText(kind, change);
  if (!first[3] || !second[3]) return text;
  const [low, high] = limitsOf(change, [Number(first[1]), ...first[3]], [Number(second[1]), ...second[3]]);
  return `${text} [${changeText(kind, low)},\u00a0${changeText(kind, high)}]`;
}

/**
 * The interval of a difference from those of two independent means (Zou, Donner 2008, Statistics in
 * Medicine 27:1693): as wide, to each side, as the two limits it rests on are away, together.
 * @param {number} change
 * @param {number[]} first its mean and limits @param {number[]} second
 */
function limitsOf(change, [first, firstLow, firstHigh], [second, low, high]) {
  const down = Math.hypot(second - low, firstHigh - first);
  const up = Math.hypot(high - second, first - firstLow);
  return [change - down, change + up];
}

/** @param {string} kind @param {number} change */
function changeText(kind, change) {
  const told = kind === "share" ? 100 * change : change;
  const size = Math.abs(told).toFixed(DECIMALS[kind]);
  const sign = Number(size) === 0 ? "" : told > 0 ? "+" : "−";
  return sign + size;
}
