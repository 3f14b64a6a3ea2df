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

  /** Other points are painted in colours of their own. @param {Points} points */
  function bring(points) {
    if (page.points === points) return;
    page.points = points;
    page.store.look({ color: page.store.view.color });
  }

  /** @param {MapPanel} panel @param {ArrayLike<number>} x @param {ArrayLike<number>} y */
  function put(panel, x, y) {
    const { order } = page.points;
    Object.assign(panel, { x, y, paintedX: order.map((i) => x[i]), paintedY: order.map((i) => y[i]) });
  }

  /** @param {MapPanel} panel @param {Weights} weights */
  function move(panel, weights) {
    const [x, y] = [data.axes.x, data.axes.y].map((axis) => between(axis[panel.layer], weights, data.rows, page.store.samples.count));
    put(panel, x, y);
  }

  return {
    /** @param {number} epoch */
    rest(epoch) {
      const { samples } = page.store;
      const isEnd = epoch === data.last;
      bring(isEnd ? whole : followed);
      for (const panel of panels) {
        if (isEnd) put(panel, samples.x[panel.layer], samples.y[panel.layer]);
        else move(panel, new Map([[epoch, 1]]));
        panel.grid = gridIn(panel, samples.steps, page.points.order);
        paint(panel);
      }
    },
    /** @param {Weights} weights */
    frame(weights) {
      bring(followed);
      for (const panel of panels) {
        if (!panel.inView || panel.later) continue;
        move(panel, weights);
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
