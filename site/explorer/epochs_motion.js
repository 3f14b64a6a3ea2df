// From one epoch to another: what is shown in between is some of each.

/** @import { Weights } from "./epochs_flow.js" */

const STEP = 400; // milliseconds
const NOTHING = 0.002; // a share that is not seen

const isStill = () => document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * So much of the way from what is shown to an epoch.
 * @param {Weights} from @param {number} to @param {number} share
 * @returns {Weights}
 */
export function towards(from, to, share) {
  const mixed = new Map([...from].map(([epoch, weight]) => [epoch, weight * (1 - share)]));
  mixed.set(to, (mixed.get(to) ?? 0) + share);
  for (const [epoch, weight] of mixed) if (weight < NOTHING) mixed.delete(epoch);
  const sum = [...mixed.values()].reduce((all, weight) => all + weight, 0);
  return new Map([...mixed].map(([epoch, weight]) => [epoch, weight / sum]));
}

/**
 * Each epoch's share of a sum of values.
 * @param {Weights} weights @param {(epoch: number) => number} value
 */
export const meanOf = (weights, value) => [...weights].reduce((sum, [epoch, weight]) => sum + weight * value(epoch), 0);

/** @param {number} share of the time */
const eased = (share) => share * share * (3 - 2 * share);

/**
 * @param {number} start the epoch that is shown
 * @param {(weights: Weights, to: number) => void} frame shows what is in between @param {(epoch: number) => void} rest shows an epoch
 */
export function createMotion(start, frame, rest) {
  /** @type {Weights} */
  let shown = new Map([[start, 1]]);
  let asked = 0;

  /** @param {number} to */
  function arrive(to) {
    asked = 0;
    shown = new Map([[to, 1]]);
    rest(to);
  }

  return {
    /** @param {number} to @param {boolean} [atOnce] */
    go(to, atOnce = false) {
      cancelAnimationFrame(asked);
      if (atOnce || isStill()) return arrive(to);
      const from = shown;
      let began = NaN;
      const step = (/** @type {number} */ now) => {
        if (Number.isNaN(began)) began = now;
        const share = (now - began) / STEP;
        if (share >= 1) return arrive(to);
        shown = towards(from, to, eased(share));
        asked = requestAnimationFrame(step);
        return frame(shown, to);
      };
      asked = requestAnimationFrame(step);
    },
  };
}
