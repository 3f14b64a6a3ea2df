// Brings what an address tells onto the page.
import { say, settle } from "#site/explorer/controls.js";
import { showFlow } from "#site/explorer/first_screen.js";
import { hide, pinnedOf, selectionOf } from "#site/explorer/restore.js";
import { told } from "#site/fragment.js";

/**
 * @import { Page } from "./types.d.ts"
 * @typedef {ReturnType<typeof import("./restore.js").stateIn>} Told
 */

/** @param {Page} page @param {Told} state */
export function show(page, state) {
  const { view } = page.store;
  page.store.look(Object.fromEntries(Object.entries(state.view).filter(([key, value]) => view[key] !== value)));
  hide(page, state.hidden);
  choose(page, state);
}

/**
 * What is selected and pinned, and a word about what of the address cannot be shown.
 * @param {Page} page @param {Told} state
 */
export function choose(page, state) {
  const { mask, condition, odd } = selectionOf(state, page.header, page.store.samples);
  const pin = pinnedOf(state.pin, page.store.samples);
  page.store.select(mask, "replace", condition);
  page.store.pin(pin.pinned);
  say(told([...state.odd, ...odd, ...pin.odd]));
  settle(page);
  if (mask) showFlow();
}
