// Puts the page together: unpacks the data, makes the panels, keeps the address.
import { byId, part, parts } from "#site/dom.js";
import { createAlone } from "#site/explorer/alone.js";
import { createAnswers } from "#site/explorer/answers.js";
import { columnsOf, unzipped } from "#site/explorer/bytes.js";
import { createCard } from "#site/explorer/card.js";
import { coloring } from "#site/explorer/colors.js";
import { createControls, say, settle } from "#site/explorer/controls.js";
import { fillFirstScreen, followChoices, showFlow } from "#site/explorer/first_screen.js";
import { createFlow } from "#site/explorer/flow_panel.js";
import { createGallery } from "#site/explorer/gallery.js";
import { createMaps } from "#site/explorer/maps_grid.js";
import { createNear, neighboursIn } from "#site/explorer/near.js";
import { colorPoints, pointsOf } from "#site/explorer/points.js";
import { addressed, fragmentFor, hide, knownOf, pinnedOf, selectionOf } from "#site/explorer/restore.js";
import { samplesOf } from "#site/explorer/samples.js";
import { createScatter } from "#site/explorer/scatter_panel.js";
import { createSprites } from "#site/explorer/sprites.js";
import { createStore } from "#site/explorer/store.js";
import { createTable } from "#site/explorer/table.js";
import { followTheme, theme } from "#site/explorer/theme.js";
import { anchored, told } from "#site/fragment.js";

/** @import { Header, Known, Page, Sprites } from "./types.d.ts" */

const ADDRESS_AFTER = 150; // milliseconds
const { dataset } = document.documentElement; // says how far the page is

async function open() {
  /** @type {Header} */
  const header = JSON.parse(byId("header").textContent);
  const bytes = await unzipped(byId("columns").textContent);
  const samples = samplesOf(header, columnsOf(bytes, header.columns, header.count));
  const known = knownOf(header, samples);
  const state = addressed(known);
  const page = {
    header,
    store: createStore(samples, state.view),
    sprites: createSprites(header.sprites),
    points: pointsOf(samples),
    coloring: coloring(state.view.color, header, samples),
  };
  hide(page, state.hidden);
  followColors(page);
  createControls(page, () => {
    keep(page, known);
    return location.href;
  });
  fillFirstScreen();
  followChoices();
  createPanels(page);
  restore(page, state);
  followAddress(page, known);
  dataset.ready = "yes";
  await unpackSprites(page.sprites);
  await unpackNear(page);
  dataset.images = "yes";
}

/**
 * First of all listeners: the panels paint with what it works out.
 * @param {Page} page
 */
function followColors(page) {
  const { store, header, points } = page;
  const color = () => colorPoints(points, store, page.coloring, { paper: theme("paper"), rest: theme("rest") });
  color();
  store.listen((what, keys) => {
    if (what === "view" && keys.includes("color")) page.coloring = coloring(store.view.color, header, store.samples);
    if (what !== "hover" && what !== "pin") color();
  });
  followTheme(() => store.look({ color: store.view.color }));
}

/** @param {Page} page */
function createPanels(page) {
  createTable(byId("paths"), page);
  createFlow(byId("flow"), page);
  createMaps(part(document, ".maps", HTMLElement), byId("flow"), page);
  const painters = parts(document, ".embedding", HTMLElement).map((panel, layer) => createScatter(panel, layer, page));
  createCard(byId("card"), page, createGallery(byId("gallery"), page));
  dataset.painter = painters[0];
}

/** @param {Page} page @param {ReturnType<typeof addressed>} state */
function restore(page, state) {
  const { mask, condition, odd } = selectionOf(state, page.header, page.store.samples);
  const pin = pinnedOf(state.pin, page.store.samples);
  page.store.select(mask, "replace", condition);
  page.store.pin(pin.pinned);
  say(told([...state.odd, ...odd, ...pin.odd]));
  settle(page);
  if (mask) showFlow();
}

/**
 * The state in the address, which is no step in the browser's history.
 * @param {Page} page @param {Known} known
 */
function keep({ store, header }, known) {
  const fragment = fragmentFor(store, header, known);
  if (fragment !== location.hash.slice(1)) history.replaceState(null, "", `#${fragment}`);
}

/** @param {Page} page @param {Known} known */
function followAddress(page, known) {
  // The address can wait until the panels are painted.
  let due = 0;
  page.store.listen((what) => {
    if (what === "hover") return;
    clearTimeout(due);
    due = setTimeout(() => keep(page, known), ADDRESS_AFTER);
  });
  // One typed or pasted while the page is open.
  addEventListener("hashchange", () => {
    if (anchored(location.hash)) return;
    const state = addressed(known);
    page.store.look(state.view);
    hide(page, state.hidden);
    restore(page, state);
  });
}

/**
 * The images stand last in the page: by then it may still be on its way.
 * @param {Sprites} sprites
 */
async function unpackSprites(sprites) {
  if (document.readyState === "loading") {
    await new Promise((arrived) => document.addEventListener("DOMContentLoaded", arrived));
  }
  const blocks = document.querySelectorAll("script.sprites");
  for (const [index, block] of blocks.entries()) {
    sprites.add(index, await unzipped(block.textContent), index === blocks.length - 1);
  }
}

/**
 * Which images are nearest to which, if the page tells it.
 * @param {Page} page
 */
async function unpackNear(page) {
  const { near, layers } = page.header;
  if (!near) return;
  const bytes = await unzipped(byId("near").textContent);
  createNear(byId("near-panel"), byId("card"), page, neighboursIn(bytes, near, layers.length));
}

createAnswers();
createAlone();
try {
  await open();
} catch (error) {
  // What goes wrong is said where the summary of the selection would be.
  byId("summary").textContent = `The explorer could not open: ${error instanceof Error ? error.message : error}`;
  throw error;
}
