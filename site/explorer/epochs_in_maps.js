// The maps at an epoch, and between two: points go, outlines and names of clusters stay where they are at the end.
import { gridOf } from "#site/explorer/scatter.js";
import { paint, paintOver, paintedIn } from "#site/explorer/scatter_panel.js";
import { pointsOf } from "#site/explorer/points.js";

/**
 * @import { Page, Points, Samples } from "./types.d.ts"
 * @import { Epochs } from "./epochs_data.js"
 * @import { Weights } from "./epochs_flow.js"
 * @import { MapPanel } from "./scatter_panel.js"
 */

/**
 * @param {MapPanel[]} panels @param {Page} page @param {Epochs} data
 */
export function createMapsAt(panels, page, data) {
  const whole = page.points;
  const followed = data.followed ? pointsIn(data.rows, page.store.samples) : whole;

  /**
   * Puts points where they are, those of all panels before any is painted: other points have colours of their own.
   * @param {Points} points @param {(panel: MapPanel) => {x: ArrayLike<number>, y: ArrayLike<number>}} places
   */
  function bring(points, places) {
    const isOther = page.points !== points;
    page.points = points;
    const { order } = points;
    for (const panel of panels) {
      const { x, y } = places(panel);
      Object.assign(panel, { x, y, paintedX: order.map((i) => x[i]), paintedY: order.map((i) => y[i]) });
    }
    if (isOther) page.store.look({ color: page.store.view.color });
  }

  /** @param {Weights} weights */
  const placesAt = (weights) => (/** @type {MapPanel} */ { layer }) => {
    const { count } = page.store.samples;
    return { x: between(data.axes.x[layer], weights, data.rows, count), y: between(data.axes.y[layer], weights, data.rows, count) };
  };

  return {
    /** @param {number} epoch */
    rest(epoch) {
      const { x, y, steps } = page.store.samples;
      if (epoch === data.last) bring(whole, ({ layer }) => ({ x: x[layer], y: y[layer] }));
      else bring(followed, placesAt(new Map([[epoch, 1]])));
      for (const panel of panels) {
        panel.grid = gridIn(panel, steps, page.points.order);
        paint(panel);
      }
    },
    /** @param {Weights} weights */
    frame(weights) {
      bring(followed, placesAt(weights));
      for (const panel of panels) {
        if (!panel.inView || panel.later) continue;
        panel.painter.paint(paintedIn(panel));
        paintOver(panel);
      }
    },
  };
}

/**
 * Coordinates of all samples; of what is not followed none, where nothing is drawn.
 * @param {Uint16Array[]} axis of each epoch, of the rows @param {Weights} weights @param {Uint32Array} rows @param {number} count
 */
function between(axis, weights, rows, count) {
  const found = new Float32Array(count).fill(NaN);
  const sum = new Float32Array(rows.length);
  for (const [epoch, weight] of weights) axis[epoch].forEach((value, k) => (sum[k] += weight * value));
  for (let k = 0; k < rows.length; k++) found[rows[k]] = sum[k];
  return found;
}

/**
 * The points of some samples, as yet without colours.
 * @param {Uint32Array} rows @param {Samples} samples
 * @returns {Points}
 */
function pointsIn(rows, samples) {
  const points = pointsOf({ ...samples, count: rows.length });
  const order = points.order.map((k) => rows[k]);
  return { ...points, order, shapes: Uint8Array.from(order, (i) => samples.role[i]) };
}

/** @param {MapPanel} panel @param {number} steps @param {Uint32Array} order of the samples that have a point */
function gridIn({ x, y }, steps, order) {
  const rows = order.toSorted();
  const grid = gridOf(rows.map((i) => x[i]), rows.map((i) => y[i]), steps);
  return { ...grid, x, y, order: grid.order.map((k) => rows[k]) };
}
