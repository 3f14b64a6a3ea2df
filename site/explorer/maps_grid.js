// How large the maps are: as large as the screen allows, the rows of all of them on one screen where
// that leaves them large enough, and never smaller on a larger screen.
import { part, parts } from "#site/dom.js";
import { isLesson } from "#site/explorer/lesson.js";
import { followFlow } from "#site/explorer/map_tools.js";
import { followSize } from "#site/explorer/on_paper.js";

/**
 * @import { Page, Size } from "./types.d.ts"
 * @typedef {{columns: number, side: number}} Grid how high a map is, in pixels
 */

const MOST = 12; // clusters of a layer that have outlines
const GAP = 14; // pixels between maps
const FRAME = 20; // pixels that a map's panel is wider than its map
const LEAST = 280; // pixels of a map, for which a screen is scrolled
const SHARE = 0.34; // of a screen's height, likewise
const PHONE = 480; // pixels, up to which maps stand below each other
const ON_PHONE = 352;
const ABOVE = 72; // pixels of the screen that the toolbar takes

/**
 * @param {number} count of maps @param {Size} room how wide the maps' place is, how high the screen
 * @param {number} head pixels of a panel beside its map
 * @returns {Grid}
 */
export function gridOf(count, room, head) {
  if (room.width < PHONE) return { columns: 1, side: Math.min(room.width - FRAME, ON_PHONE) };
  /** @type {Grid} */
  let best = { columns: 1, side: 0 };
  for (let columns = Math.min(2, count); columns <= count; columns++) {
    // One alone beside a gap; of two columns it takes both.
    const alone = columns > 2 && columns < count && count % columns === 1;
    const side = sideIn(columns, Math.ceil(count / columns), room, head);
    if (!alone && side >= best.side) best = { columns, side };
  }
  return best;
}

/**
 * @param {number} columns @param {number} rows @param {Size} room @param {number} head
 */
function sideIn(columns, rows, { width, height }, head) {
  const wide = (width - GAP * (columns - 1)) / columns - FRAME;
  const high = (height - ABOVE - GAP * (rows - 1)) / rows - head;
  return Math.floor(Math.min(wide, Math.max(high, LEAST, SHARE * height)));
}

/**
 * Maps side by side in one row that is scrolled: three at a time where there is room.
 * @param {Size} room @param {number} head
 * @returns {Grid}
 */
export function stripOf(room, head) {
  const columns = room.width < PHONE ? 1 : room.width < 1.6 * PHONE ? 2 : 3;
  if (columns === 1) return { columns, side: Math.min(room.width - FRAME, ON_PHONE) };
  return { columns, side: sideIn(columns, 1, room, head) };
}

/**
 * What all maps share: their size, and whether clusters have outlines, which many would make a tangle.
 * @param {HTMLElement} element @param {HTMLElement} flow @param {Page} page
 */
export function createMaps(element, flow, { header }) {
  const most = Math.max(...header.layers.map(({ majority }) => majority.length));
  part(element, "#cluster-outlines", HTMLInputElement).checked = most <= MOST;
  createGrid(element);
  followFlow(flow, part(element, ".embeddings", HTMLElement));
}

/** @param {HTMLElement} element */
function createGrid(element) {
  const grid = part(element, ".embeddings", HTMLElement);
  const maps = parts(grid, ".embedding", HTMLElement);
  const all = element.querySelector("#all-maps");
  function lay() {
    const room = { width: grid.clientWidth, height: innerHeight };
    if (!room.width) return; // of a page that is being closed
    const head = maps[0].offsetHeight - part(maps[0], ".stage", HTMLElement).offsetHeight;
    const whole = !grid.classList.contains("scrolled") || (all instanceof HTMLInputElement && all.checked) || isLesson();
    const { columns, side } = whole ? gridOf(maps.length, room, head) : stripOf(room, head);
    grid.classList.toggle("odd", whole && columns === 2 && maps.length % 2 === 1);
    grid.style.setProperty("--columns", String(columns));
    grid.style.setProperty("--side", `${side}px`);
    grid.style.setProperty("--large", `${sideIn(1, 1, room, head)}px`);
  }
  lay();
  all?.addEventListener("change", lay);
  addEventListener("resize", lay);
  followSize(grid, lay);
}
