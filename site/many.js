// The reckoning of an index of very many runs: which of them are on view, and how that is written in
// the page's address. It touches no page, so Node tests it.
import { decode, encode, matches, sorted } from "#site/index.js";

/**
 * @import { Run, State, Value } from "./index.js"
 * @typedef {{title: string, texts: string[], values: Value[] | null}} Column
 * @typedef {{columns: Record<string, Column>, words: string[][], guesses: number[], questions: string[],
 *   headlines: string[][]}} Packed of each run, in the same order
 * @typedef {Run & {place: number}} Placed place: among all runs
 * @typedef {State & {page: number}} Paged page: from 1 on
 */

const SIZES = { table: 100, cards: 24 }; // runs of a page
/** @type {[title: string, kind: string, keys: string[]][]} */
const GROUPS = [
  ["Accuracy", "share", ["accuracy"]],
  ["Paths through the hidden layers", "count", ["paths", "exceptions"]],
  ["Adjusted mutual information", "number", ["pixels", "hidden"]],
  ["Clusters", "text", ["clusters", "apart", "unseen"]],
];
const SETTING = /[._]/; // of a column's name: one of the config's settings has it

/**
 * The runs as the index's reckoning has them.
 * @param {Packed} packed
 * @returns {Placed[]}
 */
export function runsOf({ columns, words }) {
  const all = Object.entries(columns);
  const settings = all.filter(([key]) => SETTING.test(key));
  return columns.name.texts.map((name, place) => ({
    name,
    place,
    words: [...words[place], ...settings.map(([key, { texts }]) => `${key}=${texts[place]}`.toLowerCase())],
    sort: Object.fromEntries(all.map(([key, { texts, values }]) => [key, (values ?? texts)[place]])),
    groups: [],
  }));
}

/**
 * The runs that a filter finds, in order.
 * @template {Run} R
 * @param {R[]} runs @param {State} state
 * @returns {R[]}
 */
export function found(runs, { filter, sort, descending }) {
  const all = filter.trim() ? runs.filter((run) => matches(run, filter)) : runs;
  return /** @type {R[]} */ (sorted(all, sort, descending));
}

/**
 * Of so many runs those on view: the first and the last of them, counted from 0, the last not in
 * it; the page, which is one that there is; and how many pages there are.
 * @param {number} count @param {Paged} state
 */
export function pageOf(count, { view, page }) {
  const size = view === "cards" ? SIZES.cards : SIZES.table;
  const pages = Math.max(1, Math.ceil(count / size));
  const shown = Math.min(Math.max(page, 1), pages);
  return { page: shown, pages, start: (shown - 1) * size, end: Math.min(count, shown * size) };
}

/**
 * `1–100 of 10,000`
 * @param {ReturnType<typeof pageOf>} page @param {number} count
 */
export function placeText({ start, end }, count) {
  const told = (/** @type {number} */ number) => number.toLocaleString("en");
  return count ? `${told(start + 1)}–${told(end)} of ${told(count)}` : "no run";
}

/**
 * As the other index's, with the page; the table is what it opens with.
 * @param {Paged} state
 */
export function encodePaged(state) {
  const parts = new URLSearchParams(encode(state));
  parts.delete("view");
  if (state.view !== "table") parts.set("view", state.view);
  if (state.page > 1) parts.set("page", String(state.page));
  return parts.toString();
}

/**
 * The reverse, of any text.
 * @param {string} fragment @param {string[]} keys @param {string[]} names
 * @returns {Paged}
 */
export function decodePaged(fragment, keys, names) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const page = parts.get("page");
  parts.delete("page");
  if (!parts.has("view")) parts.set("view", "table");
  const state = decode(parts.toString(), keys, names);
  if (state.pin !== null) state.odd.push("an index of so many runs tells of no single image");
  const isPage = page !== null && /^[1-9]\d{0,6}$/.test(page);
  if (page !== null && !isPage) state.odd.push("there is no such page of runs");
  return { ...state, pin: null, page: isPage ? Number(page) : 1 };
}

/**
 * A run with its numbers in groups, as two of them are compared.
 * @param {Placed} run @param {Packed["columns"]} columns
 * @returns {Run}
 */
export function grouped(run, columns) {
  const settings = Object.keys(columns).filter((key) => SETTING.test(key));
  /** @type {typeof GROUPS} */
  const groups = [["Settings", "text", ["digits", "network", "seed", "train", ...settings]], ...GROUPS];
  return { ...run, groups: groups.map(([title, kind, keys]) => ({ title, kind, rows: keys.map(rowOf) })) };

  /** @param {string} key @returns {import("./index.js").Row} */
  function rowOf(key) {
    return [columns[key].title, run.sort[key], columns[key].texts[run.place]];
  }
}
