// What is selected, what is shown, how it is coloured: the one state that all panels follow.
import { either, isWhole } from "#site/explorer/condition.js";

/** @import { Change, How, Kind, Mask, Page, Panels, Samples, Selection, State, View } from "./types.d.ts" */

/**
 * @typedef {(what: Change, keys: string[]) => void} Listener told the name of what changed; of a view the keys
 * @typedef {(what: Change, keys?: string[]) => void} Tell
 */

/**
 * What a page may have beside what all pages have: told by modules that only such a page brings, before it opens.
 * @type {{epochs?: (page: Page, panels: Panels) => Promise<void>}}
 */
export const extras = {};
const REMEMBERED = 100; // selections that undo goes back

/** @param {Samples} samples @param {View} view */
export function createStore(samples, view) {
  /** @type {Listener[]} */
  const listeners = [];
  /** @type {Tell} */
  const tell = (what, keys = []) => listeners.forEach((listener) => listener(what, keys));
  /** @type {State} */
  const state = {
    samples,
    view: { ...view },
    selection: { mask: null, condition: "" },
    hidden: { labels: new Set(), roles: new Set() },
    visible: new Uint8Array(samples.count).fill(1),
    marked: null,
    hovered: -1,
    lit: null,
    pinned: -1,
  };
  const listen = (/** @type {Listener} */ listener) => void listeners.push(listener);
  return Object.assign(state, { listen, ...selecting(state, tell), ...filtering(state, tell), ...looking(state, tell) });
}

/** @param {State} state @param {Tell} tell */
function selecting(state, tell) {
  /** @type {Selection[]} */
  let past = [];
  /** @type {Selection[]} */
  let future = [];

  function settle(/** @type {Selection} */ selection) {
    state.selection = selection;
    state.marked = both(selection.mask, state.visible);
    tell("selection");
  }

  /** @param {Selection[]} from @param {Selection[]} to */
  function step(from, to) {
    const next = from.pop();
    if (!next) return;
    to.push(state.selection);
    settle(next);
  }

  /**
   * @param {Mask | null} mask @param {How} how @param {string} condition the text that says the same, if there is one
   * @param {boolean} whole
   */
  function select(mask, how = "replace", condition = "", whole = isWhole(condition, state.samples.drawn)) {
    const next = combined(state.selection, { mask, condition, whole }, how);
    if (next === state.selection) return;
    if (isSame(next, state.selection)) return settle(next); // no step that undo would go back
    past = [...past, state.selection].slice(-REMEMBERED);
    future = [];
    settle(next);
  }

  return {
    select,
    clear: () => void (state.selection.mask && select(null)),
    undo: () => step(past, future),
    redo: () => step(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}

/** @param {State} state @param {Tell} tell */
function filtering(state, tell) {
  const { samples, hidden, visible } = state;

  /** @param {Kind} kind @param {number} place @param {boolean} shown */
  function show(kind, place, shown) {
    if (shown) hidden[kind].delete(place);
    else hidden[kind].add(place);
    for (let i = 0; i < samples.count; i++) {
      visible[i] = hidden.labels.has(samples.label[i]) || hidden.roles.has(samples.role[i]) ? 0 : 1;
    }
    state.marked = both(state.selection.mask, visible);
    tell("filter");
  }

  return { show, isFiltered: () => hidden.labels.size + hidden.roles.size > 0 };
}

/** @param {State} state @param {Tell} tell */
function looking(state, tell) {
  return {
    /**
     * What the pointer is at: a sample, the samples of a ribbon, a node or a cluster, or nothing (null, -1).
     * @param {number | Mask | null} what
     */
    hover(what) {
      const [sample, lit] = typeof what === "number" ? [what, null] : [-1, what];
      if (sample === state.hovered && lit === state.lit) return;
      state.hovered = sample;
      state.lit = lit;
      tell("hover");
    },
    /**
     * Keeps a sample in view, whatever the pointer is at; -1: none.
     * @param {number} sample
     */
    pin(sample) {
      if (sample === state.pinned) return;
      state.pinned = sample;
      tell("pin");
    },
    /** @param {View} changes */
    look(changes) {
      Object.assign(state.view, changes);
      tell("view", Object.keys(changes));
    },
  };
}

/**
 * The selection after a choice; the same object where the choice changes nothing.
 * @param {Selection} before @param {Selection} choice @param {How} how
 * @returns {Selection}
 */
function combined(before, { mask, condition, whole }, how) {
  if (how === "replace" || (how === "add" && !before.mask)) {
    if (!mask || !some(mask)) return before.mask ? { mask: null, condition: "" } : before;
    return { mask, condition, whole };
  }
  if (how === "keep" && !before.mask) return combined(before, { mask, condition, whole }, "replace");
  if (!before.mask) return before;
  const joined = before.mask.map((value, i) => JOINED[how](value, mask?.[i] ?? 0));
  if (!some(joined)) return how === "keep" ? before : { mask: null, condition: "" };
  const told = before.condition && condition ? TOLD[how](before.condition, condition) : "";
  return { mask: joined, condition: told, whole: before.whole && whole };
}

/** @type {Record<Exclude<How, "replace">, (before: number, chosen: number) => number>} */
const JOINED = {
  add: (before, chosen) => before | chosen,
  remove: (before, chosen) => before & ~chosen,
  keep: (before, chosen) => before & chosen,
};

/** @type {Record<Exclude<How, "replace">, (before: string, chosen: string) => string>} */
const TOLD = {
  add: either,
  remove: () => "",
  keep: (before, chosen) => `${before} ${chosen}`,
};

/** @param {Selection} one @param {Selection} other */
const isSame = (one, other) =>
  one.condition === other.condition && (one.mask === other.mask || Boolean(other.mask && one.mask?.every((value, i) => value === other.mask?.[i])));

/** @param {Mask} mask */
const some = (mask) => mask.includes(1);

/** @param {Mask | null} mask @param {Mask} visible */
const both = (mask, visible) => mask && mask.map((value, i) => value & visible[i]);

/** @param {Mask} mask */
export function rowsOf(mask) {
  const rows = [];
  for (let i = mask.indexOf(1); i >= 0; i = mask.indexOf(1, i + 1)) rows.push(i);
  return rows;
}

/**
 * A mask of one sample.
 * @param {number} sample @param {number} count of all
 */
export function maskOf(sample, count) {
  const mask = new Uint8Array(count);
  mask[sample] = 1;
  return mask;
}

/**
 * How a pointer or key event joins what is chosen to what was: shift adds, alt removes, Ctrl keeps what is in both.
 * @param {Partial<Pick<MouseEvent, "shiftKey" | "altKey" | "ctrlKey" | "metaKey">>} event
 * @returns {How}
 */
export function howOf({ shiftKey, altKey, ctrlKey, metaKey }) {
  if (shiftKey) return "add";
  if (altKey) return "remove";
  return ctrlKey || metaKey ? "keep" : "replace";
}
