// What an address shows, and the address of what is shown.
import { fragmentOf, samplesIn, seenOf, stateOf } from "#site/explorer/address.js";
import { keysOf } from "#site/explorer/colors.js";
import { samplesWith } from "#site/explorer/condition.js";
import { orders } from "#site/explorer/gallery.js";
import { viewsOf } from "#site/explorer/named_views.js";
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
    ...(header.learning && { epoch: header.learning.epochs.map(String).reverse() }),
  },
  labels: header.labels.map(String),
  roles: header.roles,
  layers: header.layers.map(({ name }) => name),
});

/**
 * The fragment that the page opens with: its address's, if that says something, or what it was saved with. A link to a
 * place in the page is none to a state; a page that is loaded again there shows what it did.
 * @param {string} saved
 */
export function opening(saved) {
  if (anchored(location.hash)) return history.state?.shown ?? saved;
  return location.hash.length > 1 ? location.hash : saved;
}

/**
 * The state that a fragment tells; of a lesson and nothing else its part.
 * @param {string} fragment @param {Known} known
 */
export function stateIn(fragment, known) {
  const state = stateOf(fragment, known);
  const { lesson, views } = state.view;
  if (!lesson || seenOf(fragment)) return state;
  const part = stateOf(viewsOf(views)[Number(lesson) - 1].fragment, known);
  return { ...part, view: { ...part.view, lesson, views }, odd: [...state.odd, ...part.odd] };
}

/**
 * What an address selects, mask null where it does not, and what is odd about that.
 * @param {Pick<ReturnType<typeof stateOf>, "condition" | "ids">} state @param {Header} header @param {Samples} samples
 * @returns {{mask: Mask | null, condition: string, odd: string[]}}
 */
export function selectionOf({ condition, ids }, header, samples) {
  if (condition) return selectionWhere(condition, header, samples);
  if (!ids) return { mask: null, condition: "", odd: [] };
  const { mask, missing } = samplesIn(ids, samples.id);
  return { mask, condition: "", odd: missing ? [`${counted(missing, "image")} of its ids are not ${here(samples)}`] : [] };
}

/** @param {Pick<Samples, "drawn">} samples */
const here = ({ drawn }) => (drawn ? "among those shown" : "here");

/**
 * The sample that an address pins, or -1, and what is odd about that.
 * @param {number | null} id @param {Samples} samples
 */
export function pinnedOf(id, samples) {
  const pinned = id === null ? -1 : samples.id.indexOf(id);
  return { pinned, odd: id !== null && pinned < 0 ? [`the image ${id} that it pins is not ${here(samples)}`] : [] };
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
