// What the flow carries at an epoch, and between two.
import { settledAt } from "#site/explorer/epochs_data.js";
import { carriedAt, colorsAt, mixed, namedAt, stacked, unionOf } from "#site/explorer/epochs_flow.js";
import { meanOf } from "#site/explorer/epochs_motion.js";
import { carrierOf } from "#site/explorer/flow_samples.js";

/**
 * @import { Carrier, Coloring, Page } from "./types.d.ts"
 * @import { Epochs } from "./epochs_data.js"
 * @import { Union, Weights } from "./epochs_flow.js"
 */

const DASHES = [7, 5]; // pixels
const NONE = 0xff_ff_ff_ff; // no ribbon: of what is not followed
/** @type {WeakMap<Coloring, Map<string, string[]>>} colours of threads: finding them takes longer than painting them */
const colored = new WeakMap();

/**
 * @param {Page} page @param {Epochs} data
 */
export function createCarriers(page, data) {
  const { header } = page;
  /** @type {Map<string, Union>} */
  const unions = new Map();

  /** @param {string} name of the flow */
  function unionIn(name) {
    const found = unions.get(name) ?? unionOf(header.flows[name], header, data.rows, data.epochs.map((_, epoch) => data.at(epoch)));
    unions.set(name, found);
    return found;
  }

  /**
   * An image's way is dashed up to the epoch from which on it is the one at the end.
   * @param {number} epoch
   */
  const dashesAt = (epoch) => (/** @type {number} */ sample) => (Number(settledAt(data, header, sample)) > epoch ? DASHES : []);

  return {
    /** @param {string} name @param {number} epoch */
    resting: (name, epoch) => ({ ...restingAt(unionIn(name), epoch, page), dashes: dashesAt(epoch) }),
    /** @param {string} name @param {Weights} weights @param {number} to */
    moving: (name, weights, to) => ({ ...movingAt(unionIn(name), weights, to, page), dashes: dashesAt(to) }),
  };
}

/**
 * The flow of an epoch, with the ribbons that there are then.
 * @param {Union} union @param {number} epoch @param {Page} page
 * @returns {Carrier}
 */
function restingAt(union, epoch, { header, moment, store }) {
  const counts = union.totals[epoch];
  const flow = stacked(union, counts, namedAt(union, header, counts));
  const kept = [...counts.keys()].filter((i) => counts[i]);
  const place = new Map(kept.map((i, k) => [i, k]));
  const places = union.places[epoch].map((own) => {
    const whole = new Uint32Array((moment ?? store).visible.length).fill(NONE);
    union.rows.forEach((i, k) => (whole[i] = Number(place.get(own[k]))));
    return whole;
  });
  const carrier = carrierOf({ ...flow, ribbons: kept.map((i) => flow.ribbons[i]) }, moment ?? store, places);
  return { ...carrier, way: (layout, sample) => carrier.way(layout, sample).filter(Boolean) };
}

/**
 * All ribbons that there are at some epoch, of those that are shown as much as their weights say.
 * @param {Union} union @param {Weights} weights @param {number} to @param {Page} page
 * @returns {Carrier}
 */
function movingAt(union, weights, to, { header, moment, store }) {
  const counts = mixed(union.totals, weights);
  return {
    flow: stacked(union, counts, namedAt(union, header, union.totals[to])),
    state: moment ?? store,
    carried: (mask) => carriedAt(union, weights, mask),
    colors(coloring) {
      const [then, before] = [to, [...weights.keys()][0]].map((epoch) => knownColors(union, epoch, coloring));
      return then.map((color, i) => (union.totals[to][i] ? color : before[i]));
    },
    way({ ribbons }, sample) {
      const k = union.rows.indexOf(sample);
      if (k < 0) return [];
      return union.places[to].map((own, gap) => {
        const at = (/** @type {"y0" | "y1" | "height"} */ key) => meanOf(weights, (epoch) => ribbons[union.places[epoch][gap][k]][key]);
        return { ...ribbons[own[k]], y0: at("y0"), y1: at("y1"), height: at("height") };
      });
    },
  };
}

/** @param {Union} union @param {number} epoch @param {Coloring} coloring */
function knownColors(union, epoch, coloring) {
  const known = colored.get(coloring) ?? /** @type {Map<string, string[]>} */ (new Map());
  const key = `${union.flow.stages.length} ${epoch}`;
  const found = known.get(key) ?? colorsAt(union, epoch, coloring);
  colored.set(coloring, known.set(key, found));
  return found;
}
