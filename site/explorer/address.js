// The page's state as the fragment of its address, and back: a link shows what its sender saw.
import { LONGEST, placeOf, textOf, viewsOf } from "#site/explorer/named_views.js";
import { knownZooms } from "#site/explorer/zoom.js";
import { partsOf, only, oneOf, quoted } from "#site/fragment.js";

/**
 * @import { Known, Mask, View } from "./types.d.ts"
 * @import { Parts } from "../fragment.js"
 * @typedef {[start: number, end: number]} Range the first id and the one after the last
 * @typedef {{labels: string[], roles: string[]}} Hidden what is filtered out, as texts
 */

const IDS = 2 ** 32; // the numbers of samples are lower
const KINDS = /** @type {const} */ (["labels", "roles"]);
const FREE = ["zoom", "lesson", "views"]; // what of a view is no text of a list; the longest last
const WITHIN = ["tool", "sort", "order", "zoom", "views"]; // what changes without being a step

/**
 * Of a view the first text that is known is what it is at first, and goes unsaid.
 * @param {{condition: string, ids: number[] | null, view: View, hidden: Hidden, pin: number | null}} state ids are
 *   sorted; pin: an id
 * @param {Known} known
 */
export function fragmentOf(state, known) {
  const parts = new URLSearchParams();
  if (state.condition) parts.set("select", state.condition);
  else if (state.ids) parts.set("ids", packed(state.ids));
  if (state.pin !== null) parts.set("pin", String(state.pin));
  for (const [name, [first]] of Object.entries(known.view)) {
    if (state.view[name] !== first) parts.set(name, state.view[name]);
  }
  for (const kind of KINDS) {
    if (state.hidden[kind].length) parts.set(`hide-${kind}`, state.hidden[kind].join(" "));
  }
  for (const name of FREE) if (state.view[name]) parts.set(name, state.view[name]);
  return parts.toString();
}

/**
 * What of a fragment is seen: all but the views that are kept beside it, and the lesson through them.
 * @param {string} fragment
 */
export const seenOf = (fragment) => less(fragment, ["views", "lesson"]);

/**
 * What of a fragment is a step that the browser's Back undoes.
 * @param {string} fragment
 */
export const stepOf = (fragment) => less(fragment, WITHIN);

/** @param {string} fragment @param {string[]} names of parts that go */
function less(fragment, names) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  for (const name of names) parts.delete(name);
  return parts.toString();
}

/**
 * The state of any text; odd: what of it no page writes.
 * @param {string} fragment @param {Known} known
 */
export function stateOf(fragment, known) {
  const names = ["select", "ids", "pin", ...Object.keys(known.view), ...KINDS.map((kind) => `hide-${kind}`), ...FREE];
  const { parts, odd } = partsOf(fragment, names, longest(known.count));
  const view = Object.entries(known.view).map(([name, texts]) => [name, oneOf(name, texts, parts, odd)]);
  return {
    condition: only("select", parts, odd) ?? "",
    ids: idsOf(only("ids", parts, odd), odd),
    pin: pinOf(only("pin", parts, odd), odd),
    view: /** @type {View} */ ({ ...Object.fromEntries(view), ...freeOf(known, parts, odd) }),
    hidden: { labels: listed("labels", known, parts, odd), roles: listed("roles", known, parts, odd) },
    odd,
  };
}

/** @param {Known} known @param {Parts} parts @param {string[]} odd */
function freeOf(known, parts, odd) {
  const zoom = knownZooms(only("zoom", parts, odd) ?? "", known.layers, odd);
  const views = viewsOf(only("views", parts, odd) ?? "", odd);
  return { zoom, lesson: placeOf(only("lesson", parts, odd), views.length, odd), views: textOf(views) };
}

/**
 * Characters: a selection takes four bytes a sample at most, which are less than six letters; of what the views are
 * written with, any may be written with three.
 * @param {number} count
 */
const longest = (count) => 10_000 + 6 * count + 3 * LONGEST;

/** @param {string | null} text @param {string[]} odd */
function idsOf(text, odd) {
  if (text === null) return null;
  const ranges = unpacked(text);
  if (!ranges) odd.push(`ids ${quoted(text)} is no selection`);
  return ranges;
}

/**
 * @param {string | null} text @param {string[]} odd
 */
function pinOf(text, odd) {
  if (text === null) return null;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  odd.push(`pin ${quoted(text)} is no number of an image`);
  return null;
}

/**
 * The known ones among the texts of a list; the others are odd.
 * @param {"labels" | "roles"} kind @param {Known} known @param {Parts} parts @param {string[]} odd
 */
function listed(kind, known, parts, odd) {
  const asked = new Set((only(`hide-${kind}`, parts, odd) ?? "").split(" ").filter(Boolean));
  const there = new Set(known[kind]);
  const unknown = [...asked].filter((text) => !there.has(text));
  odd.push(...unknown.slice(0, 1).map((text) => `among the ${kind} there is no ${quoted(text)}`));
  return [...asked].filter((text) => there.has(text));
}

/**
 * Sorted ids as base64url of gap, length, gap, length …: runs of neighbours, seven bits a byte.
 * @param {number[]} ids
 */
export function packed(ids) {
  /** @type {number[]} */
  const bytes = [];
  let end = 0;
  for (let i = 0; i < ids.length; ) {
    let length = 1;
    while (ids[i + length] === ids[i] + length) length++;
    push(bytes, ids[i] - end);
    push(bytes, length);
    end = ids[i] + length;
    i += length;
  }
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {number[]} bytes @param {number} value */
function push(bytes, value) {
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  bytes.push(value);
}

/**
 * Ascending ranges, as many as the text has room for, however wide they are; null for a text that no
 * packing gives.
 * @param {string} text
 */
export function unpacked(text) {
  const numbers = numbersOf(text);
  if (!numbers || numbers.length % 2) return null;
  /** @type {Range[]} */
  const ranges = [];
  let end = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const start = end + numbers[i];
    if (numbers[i + 1] === 0 || (i > 0 && start === end)) return null;
    end = start + numbers[i + 1];
    if (end > IDS) return null;
    ranges.push([start, end]);
  }
  return ranges;
}

/** @param {string} text */
function numbersOf(text) {
  const bytes = bytesOf(text);
  if (!bytes) return null;
  const numbers = [];
  let [value, unit] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * unit;
    unit *= 128;
    if (value > IDS || unit > 128 * IDS || (byte === 0 && unit > 128)) return null;
    if (byte > 127) continue;
    numbers.push(value);
    [value, unit] = [0, 1];
  }
  return unit === 1 ? numbers : null;
}

/** @param {string} text */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * A mask of the samples whose ids are in the ranges, and how many of these ids no sample has.
 * @param {Range[]} ranges @param {Uint32Array} ids of all samples, ascending
 * @returns {{mask: Mask, missing: number}}
 */
export function samplesIn(ranges, ids) {
  const mask = new Uint8Array(ids.length);
  let missing = 0;
  let i = 0;
  for (const [start, end] of ranges) {
    while (i < ids.length && ids[i] < start) i++;
    missing += end - start;
    for (; i < ids.length && ids[i] < end; i++, missing--) mask[i] = 1;
  }
  return { mask, missing };
}
