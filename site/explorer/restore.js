// What an address shows, and the address of what is shown.
import { fragmentOf, samplesIn, stateOf } from "#site/explorer/address.js";
import { keysOf } from "#site/explorer/colors.js";
import { samplesWith } from "#site/explorer/condition.js";
import { orders } from "#site/explorer/gallery.js";
import { rowsOf } from "#site/explorer/store.js";
import { counted } from "#site/explorer/words.js";
import { anchored, quoted } from "#site/fragment.js";

/** @import { Header, Known, Mask, Page, Samples, State } from "./types.d.ts" */

/**
 * @param {Header} header @param {Samples} samples
 * @returns {Known}
 */
export const knownOf = (header, samples) => ({
  count: header.count,
  view: {
    color: keysOf(header),
    flow: Object.keys(header.flows),
    tool: ["lasso", "box", "pan"],
    sort: orders(header, samples).map(({ key }) => key),
    order: ["up", "down"],
  },
  labels: header.labels.map(String),
  roles: header.roles,
});

/**
 * The state of the page's address; a link to a place in the page is none to a state.
 * @param {Known} known
 */
export const addressed = (known) => stateOf(anchored(location.hash) ? "" : location.hash, known);

/**
 * What an address selects, mask null where it does not, and what is odd about that.
 * @param {Pick<ReturnType<typeof stateOf>, "condition" | "ids">} state @param {Header} header @param {Samples} samples
 * @returns {{mask: Mask | null, condition: string, odd: string[]}}
 */
export function selectionOf({ condition, ids }, header, samples) {
  if (condition) return selectionWhere(condition, header, samples);
  if (!ids) return { mask: null, condition: "", odd: [] };
  const { mask, missing } = samplesIn(ids, samples.id);
  return { mask, condition: "", odd: missing ? [`${counted(missing, "image")} of its ids are not here`] : [] };
}

/**
 * The sample that an address pins, or -1, and what is odd about that.
 * @param {number | null} id @param {Samples} samples
 */
export function pinnedOf(id, samples) {
  const pinned = id === null ? -1 : samples.id.indexOf(id);
  return { pinned, odd: id !== null && pinned < 0 ? [`the image ${id} that it pins is not here`] : [] };
}

/**
 * @param {string} condition @param {Header} header @param {Samples} samples
 * @returns {ReturnType<typeof selectionOf>}
 */
function selectionWhere(condition, header, samples) {
  try {
    const mask = samplesWith(condition, header, samples);
    return { mask, condition, odd: mask.includes(1) ? [] : [`no image meets ${quoted(condition)}`] };
  } catch (error) {
    return { mask: null, condition: "", odd: [error instanceof Error ? error.message : String(error)] };
  }
}

/**
 * Filters out these labels and roles, named as in the address, and no others.
 * @param {Pick<Page, "store" | "header">} page @param {{labels: string[], roles: string[]}} hidden
 */
export function hide({ store, header }, hidden) {
  for (const kind of /** @type {const} */ (["labels", "roles"])) {
    header[kind].forEach((value, place) => {
      const shown = !hidden[kind].includes(String(value));
      if (shown === store.hidden[kind].has(place)) store.show(kind, place, shown);
    });
  }
}

/**
 * The address of what is shown, without its `#`.
 * @param {State} state @param {Header} header @param {Known} known
 */
export function fragmentFor({ selection: { mask, condition }, samples, view, hidden, pinned }, header, known) {
  const ids = mask && rowsOf(mask).map((i) => samples.id[i]);
  const labels = [...hidden.labels].map((place) => String(header.labels[place]));
  const roles = [...hidden.roles].map((place) => header.roles[place]);
  const pin = pinned < 0 ? null : samples.id[pinned];
  return fragmentOf({ condition, ids, view, hidden: { labels, roles }, pin }, known);
}
