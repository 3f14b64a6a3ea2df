// Puts the page together: unpacks the data, makes the panels, keeps the address.
import { byId, part, parts } from "#site/dom.js";
import { createAlone } from "#site/explorer/alone.js";
import { createAnswers } from "#site/explorer/answers.js";
import { columnsOf, unzipped } from "#site/explorer/bytes.js";
import { createCard } from "#site/explorer/card.js";
import { coloring } from "#site/explorer/colors.js";
import { createControls } from "#site/explorer/controls.js";
import { fillFirstScreen, followChoices } from "#site/explorer/first_screen.js";
import { createFlow } from "#site/explorer/flow_panel.js";
import { createGallery } from "#site/explorer/gallery.js";
import { createLesson } from "#site/explorer/lesson.js";
import { createMaps } from "#site/explorer/maps_grid.js";
import { createNear, neighboursIn } from "#site/explorer/near.js";
import { colorPoints, pointsOf } from "#site/explorer/points.js";
import { hide, knownOf, opening, stateIn } from "#site/explorer/restore.js";
import { samplesOf } from "#site/explorer/samples.js";
import { createSaving, pristineOf } from "#site/explorer/saved_page.js";
import { createScatter } from "#site/explorer/scatter_panel.js";
import { choose } from "#site/explorer/show.js";
import { createSprites } from "#site/explorer/sprites.js";
import { followSteps } from "#site/explorer/steps.js";
import { createStore, extras } from "#site/explorer/store.js";
import { createTable } from "#site/explorer/table.js";
import { followTheme, theme } from "#site/explorer/theme.js";
import { createViews } from "#site/explorer/views_panel.js";

/** @import { Header, Page, Panels, Sprites } from "./types.d.ts" */

const { dataset } = document.documentElement; // says how far the page is, and what it was saved with

/** @param {ReturnType<typeof pristineOf>} pristine */
async function open(pristine) {
  /** @type {Header} */
  const header = JSON.parse(byId("header").textContent);
  const bytes = await unzipped(byId("columns").textContent);
  const samples = samplesOf(header, columnsOf(bytes, header.columns, header.count));
  const known = knownOf(header, samples);
  const saved = dataset.view ?? "";
  const state = stateIn(opening(saved), known);
  /** @type {Page} */
  const page = {
    header,
    known,
    store: createStore(samples, state.view),
    sprites: createSprites(header.sprites),
    points: pointsOf(samples),
    coloring: coloring(state.view.color, header, samples),
  };
  hide(page, state.hidden);
  followColors(page);
  createControls(page, () => `${location.href.split("#")[0]}#${fragment()}`);
  fillFirstScreen();
  followChoices();
  const panels = createPanels(page);
  await extras.epochs?.(page, panels);
  choose(page, state);
  const fragment = followSteps(page, saved);
  createViews(page, fragment);
  createLesson(page);
  createSaving(page, fragment, pristine);
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
  const { store, header } = page;
  const color = () => colorPoints(page.points, store, page.coloring, { paper: theme("paper"), rest: theme("rest") });
  color();
  store.listen((what, keys) => {
    if (what === "view" && keys.includes("color")) page.coloring = coloring(store.view.color, header, store.samples);
    if (what === "selection" || what === "filter" || keys.includes("color")) color();
  });
  followTheme(() => store.look({ color: store.view.color }));
}

/**
 * @param {Page} page
 * @returns {Panels}
 */
function createPanels(page) {
  createTable(byId("paths"), page);
  const flow = createFlow(byId("flow"), page);
  createMaps(part(document, ".maps", HTMLElement), byId("flow"), page);
  const maps = parts(document, ".embedding", HTMLElement).map((panel, layer) => createScatter(panel, layer, page));
  const card = createCard(byId("card"), page, createGallery(byId("gallery"), page));
  dataset.painter = maps[0].painter.kind;
  return { flow, maps, card };
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

const pristine = pristineOf();
createAnswers();
createAlone();
try {
  await open(pristine);
} catch (error) {
  // What goes wrong is said where the summary of the selection would be.
  byId("summary").textContent = `The explorer could not open: ${error instanceof Error ? error.message : error}`;
  throw error;
}
