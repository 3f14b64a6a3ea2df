// The page's state in its address, and its changes as steps that the browser's Back and Forward go.
import { stateOf, stepOf } from "#site/explorer/address.js";
import { fragmentFor, stateIn } from "#site/explorer/restore.js";
import { show } from "#site/explorer/show.js";
import { anchored } from "#site/fragment.js";

/** @import { Page } from "./types.d.ts" */

const AFTER = 150; // milliseconds: the address can wait until the panels are painted

/**
 * Keeps the address, and shows what another one tells. Each entry of the browser's history knows what was shown, also where
 * its address is a place in the page.
 * @param {Page} page @param {string} saved the fragment that the page opens with where its address says nothing
 * @returns {() => string} what says the fragment of what is shown, which is in the address by then
 */
export function followSteps(page, saved) {
  let due = 0;
  let shown = fragmentOf(page, saved);
  history.replaceState({ shown }, "");

  function keep() {
    clearTimeout(due);
    const fragment = fragmentOf(page, saved);
    if (fragment === shown) return shown;
    const isStep = stepOf(fragment) !== stepOf(shown);
    shown = fragment;
    history[isStep ? "pushState" : "replaceState"]({ shown }, "", `#${shown}`);
    return shown;
  }

  /**
   * What another entry shows is no step from what was shown before.
   * @param {string | null} address of the entry, where it is to have another one
   */
  function settle(address) {
    clearTimeout(due);
    shown = fragmentOf(page, saved);
    history.replaceState({ shown }, "", address === null || address === shown ? undefined : `#${shown}`);
  }

  page.store.listen((what) => {
    if (what === "hover" || page.playing) return;
    clearTimeout(due);
    due = setTimeout(keep, AFTER);
  });
  // Back or Forward; the views that are kept are kept.
  addEventListener("popstate", ({ state }) => {
    const before = shownIn(state);
    if (before === undefined) return;
    show(page, stateOf(withViews(before, page.store.view.views), page.known));
    settle(anchored(location.hash) ? null : before);
  });
  // An address typed or pasted while the page is open, or a link to a place in it.
  addEventListener("hashchange", () => {
    if (shownIn(history.state) !== undefined) return;
    if (!anchored(location.hash)) show(page, stateIn(location.hash, page.known));
    settle(null);
  });
  return keep;
}

/**
 * Of a page that opens with something, nothing has to be said too.
 * @param {Page} page @param {string} saved
 */
const fragmentOf = ({ store, header, known }, saved) =>
  fragmentFor(store, header, known) || (saved && `color=${known.view.color[0]}`);

/**
 * What an entry of the browser's history shows, if this page has written it.
 * @param {any} state
 * @returns {string | undefined}
 */
const shownIn = (state) => state?.shown;

/**
 * A fragment with the views that there are now.
 * @param {string} fragment @param {string} views
 */
function withViews(fragment, views) {
  const parts = new URLSearchParams(fragment);
  parts.set("views", views);
  return parts.toString();
}
