// While the network learned: flow and maps at any kept epoch. Brought only by pages of runs that have some.
import { byId, part } from "#site/dom.js";
import { unzipped } from "#site/explorer/bytes.js";
import { createBar } from "#site/explorer/epochs_bar.js";
import { epochsIn, settledAt } from "#site/explorer/epochs_data.js";
import { createFlowAt } from "#site/explorer/epochs_in_flow.js";
import { createMapsAt } from "#site/explorer/epochs_in_maps.js";
import { createMotion, meanOf } from "#site/explorer/epochs_motion.js";
import { createPlay } from "#site/explorer/epochs_play.js";
import { factsAt, followedOf, fromText, readingOf } from "#site/explorer/epochs_words.js";
import { inside } from "#site/explorer/scatter.js";
import { extras } from "#site/explorer/store.js";

/**
 * @import { Moment, Page, Panels } from "./types.d.ts"
 * @import { Epochs } from "./epochs_data.js"
 * @import { Bar } from "./epochs_bar.js"
 * @import { Play } from "./epochs_play.js"
 * @typedef {ReturnType<typeof partsOf>} Parts
 */

/** @param {Page} page @param {Panels} panels */
extras.epochs = async (page, panels) => {
  const { header, store } = page;
  const data = epochsIn(await unzipped(byId("learning").textContent), header, store.samples);
  const parts = partsOf(page, panels, data);
  const { bar, play } = controlsOf(parts);
  const motion = motionOf(parts, bar, play);
  let shown = data.last;

  /** @param {boolean} [atOnce] */
  function follow(atOnce) {
    const epoch = chosenIn(parts);
    bar.say(epoch);
    tell(parts, bar);
    panels.card();
    if (epoch !== shown) motion.go((shown = epoch), atOnce);
  }

  page.told = (sample) => factsAt(sample, header, data, chosenIn(parts));
  store.listen((what, keys) => {
    if (what === "view" && keys.includes("epoch")) follow();
    if (what === "pin") tell(parts, bar);
  });
  follow(true);
  stayBelow(parts.element);
};

/** @param {Page} page @param {Panels} panels @param {Epochs} data */
const partsOf = (page, panels, data) => ({
  page,
  data,
  flow: createFlowAt(panels.flow, page, data),
  maps: createMapsAt(panels.maps, page, data),
  element: byId("epochs"),
});

/** @param {Parts} parts */
const chosenIn = ({ page: { store }, data }) => data.epochs.indexOf(Number(store.view.epoch));

/** @param {Parts} parts */
function controlsOf(parts) {
  const { page, data, element } = parts;
  const go = (/** @type {number} */ epoch) => page.store.look({ epoch: String(data.epochs[epoch]) });
  const play = createPlay(part(element, ".play", HTMLButtonElement), data.last, {
    now: () => chosenIn(parts),
    go,
    playing(is) {
      page.playing = is;
      if (!is) go(chosenIn(parts)); // all that was played is one step, which Back undoes
    },
  });
  const bar = createBar(element, page.header, data.epochs, (epoch, held) => {
    play.stop();
    page.playing = held; // what is dragged over is no step either
    go(epoch);
  });
  return { bar, play };
}

/** @param {Parts} parts @param {Bar} bar @param {Play} play */
function motionOf({ page, data, flow, maps, element: { dataset } }, bar, play) {
  return createMotion(
    data.last,
    (weights, to) => {
      dataset.shown = "";
      page.moment = momentAt(page, data, to);
      maps.frame(weights);
      flow.frame(weights, to);
      bar.move(meanOf(weights, (epoch) => epoch));
    },
    (epoch) => {
      page.moment = epoch === data.last ? null : momentAt(page, data, epoch);
      maps.rest(epoch);
      flow.rest(epoch);
      bar.move(epoch);
      dataset.shown = String(data.epochs[epoch]);
      play.arrived();
    },
  );
}

/**
 * What is seen of samples at an epoch: those that are followed.
 * @param {Page} page @param {Epochs} data @param {number} epoch
 * @returns {Moment}
 */
function momentAt({ store }, { at, followed }, epoch) {
  const seen = () => (followed ? store.visible.map((value, i) => value & followed[i]) : store.visible);
  return {
    samples: at(epoch),
    get visible() {
      return seen();
    },
    inside: (outline, { x, y }) => inside(outline, x, y, seen()),
  };
}

/**
 * What is to be known of an epoch before the last one, and of the pinned image.
 * @param {Parts} parts @param {Bar} bar
 */
function tell(parts, bar) {
  const { page: { store, header }, data, element } = parts;
  const epoch = chosenIn(parts);
  const settled = store.pinned < 0 ? null : settledAt(data, header, store.pinned);
  store.when = epoch === data.last ? "" : bar.told(epoch);
  bar.mark(settled);
  part(element, ".few", HTMLElement).textContent = store.when ? followedOf(header, data) : "";
  part(element, ".reading", HTMLElement).textContent = store.when ? readingOf(data) : "";
  part(element, ".pinned", HTMLElement).textContent =
    settled === null ? "" : `Image ${store.samples.id[store.pinned]}: its final path ${fromText(settled, data)}.`;
}

/**
 * Below the toolbar where that stays; what comes into view keeps clear of both.
 * @param {HTMLElement} element
 */
function stayBelow(element) {
  const bar = part(document, ".toolbar", HTMLElement);
  const { style } = document.documentElement;
  const heightOf = (/** @type {HTMLElement} */ one) => (getComputedStyle(one).position === "sticky" ? one.offsetHeight : 0);
  const observer = new ResizeObserver(() => {
    const first = part(document, ".first", HTMLElement).getBoundingClientRect().top;
    style.setProperty("--toolbar", `${heightOf(bar)}px`);
    style.setProperty("--above", `${Math.round(first + scrollY)}px`);
    style.setProperty("--bar", `${heightOf(bar) + heightOf(element)}px`);
  });
  for (const one of [bar, element, part(document, ".controls", HTMLElement), part(document, ".top", HTMLElement)]) observer.observe(one);
}
