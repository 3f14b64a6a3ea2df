// Many things beside each other that keys go through: Tab comes to one of them, arrows lead on from there.

/** @type {Record<string, [across: number, down: number]>} */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * @typedef {Pick<DOMRect, "left" | "top" | "width" | "height">} Place
 */

/**
 * The place of what lies next in the direction of an arrow key, as straight ahead as there is; -1 where nothing does,
 * and for other keys.
 * @param {string} key @param {number} at @param {Place[]} places
 */
export function ahead(key, at, places) {
  if (!Object.hasOwn(STEPS, key)) return -1;
  const [across, down] = STEPS[key];
  const middles = places.map(({ left, top, width, height }) => [left + width / 2, top + height / 2]);
  let [best, nearest] = [-1, Infinity];
  middles.forEach(([x, y], i) => {
    const [aside, forward] = [x - middles[at][0], y - middles[at][1]];
    const along = aside * across + forward * down;
    const beside = Math.abs(aside * down) + Math.abs(forward * across);
    if (i === at || along < 1) return;
    const distance = along + 4 * beside;
    if (distance < nearest) [best, nearest] = [i, distance];
  });
  return best;
}

/**
 * Arrow keys lead through a part's elements; Tab comes to the one that had the focus last, to begin with to `first`.
 * @param {HTMLElement | SVGElement} within @param {() => (HTMLElement | SVGElement)[]} elements as they are now
 */
export function roving(within, elements) {
  const rove = (/** @type {HTMLElement | SVGElement} */ to) => elements().forEach((one) => (one.tabIndex = one === to ? 0 : -1));
  within.addEventListener("focusin", ({ target }) => {
    const found = elements().find((one) => one === target);
    if (found) rove(found);
  });
  within.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = elements();
    const at = all.findIndex((one) => one === event.target);
    const next = at < 0 ? -1 : ahead(event.key, at, all.map((one) => one.getBoundingClientRect()));
    if (next < 0) return;
    event.preventDefault();
    all[next].focus();
  });
  return rove;
}
