// The images on the flow: each node's mean, and the most typical ones of what is in it.
import { contextOf, make, resized } from "#site/dom.js";
import { MOST, squaresOf } from "#site/explorer/flow_room.js";
import { draw } from "#site/explorer/sprites.js";
import { theme } from "#site/explorer/theme.js";
import { standIns } from "#site/explorer/typical.js";

/**
 * @import { FlowData, FlowNode, Layout, Page } from "./types.d.ts"
 * @typedef {{mean: ImageData | null, typical: number[]}} Shown
 * @typedef {[x: number, y: number, size: number]} Square
 * @typedef {{page: Page, buffer: HTMLCanvasElement}} Brush
 */

const [MEAN, OTHER, APART] = [72, 48, 4]; // pixels, in the tip

/**
 * What is worked out is kept: of each node once, whichever flow shows it.
 * @param {Page} page
 */
export function createFlowImages(page, most = MOST) {
  const { store, header, sprites } = page;
  const brush = { page, buffer: make("canvas") };
  /** @type {Map<string, Shown>} */
  const known = new Map();
  let whole = false;
  const keyOf = (/** @type {FlowData} */ flow, /** @type {FlowNode} */ node) => `${flow.stages[node.stage].name} ${node.value}`;

  /** @param {FlowData} flow @param {number} stage @param {FlowNode[]} nodes of that stage */
  function learn(flow, stage, nodes) {
    standIns(flow, stage, header, store.samples, most).forEach(({ few, typical }, k) => {
      known.set(keyOf(flow, nodes[k]), { mean: sprites.mean(few), typical });
    });
  }

  /**
   * Paints what is known of a layout; the rest stage by stage, while the page goes on.
   * @param {HTMLCanvasElement} canvas @param {FlowData} flow @param {Layout} layout @param {() => boolean} wanted
   */
  async function paint(canvas, flow, layout, wanted) {
    const context = contextOf(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!whole) return;
    for (const stage of flow.stages.keys()) {
      const nodes = layout.nodes.filter((node) => node.stage === stage);
      if (!known.has(keyOf(flow, nodes[0]))) {
        await new Promise((later) => setTimeout(later));
        if (!wanted()) return;
        learn(flow, stage, nodes);
      }
      for (const node of nodes) paintNode(context, known.get(keyOf(flow, node)), node, brush);
    }
    canvas.dataset.painted = "yes";
  }

  const whenHere = (/** @type {() => void} */ then) =>
    sprites.listenWhole(() => {
      whole = true;
      then();
    });

  return {
    paint,
    whenHere, // told once all images are here
    // A node's images large; null where they are not here yet.
    large: (/** @type {FlowData} */ flow, /** @type {FlowNode} */ node) => largeOf(known.get(keyOf(flow, node)), brush),
  };
}

/** @param {CanvasRenderingContext2D} context @param {Shown | undefined} shown @param {FlowNode} node @param {Brush} brush */
function paintNode(context, shown, { images }, brush) {
  if (!images || !shown?.mean) return;
  const [first, ...others] = squaresOf(images);
  framed(context, shown.mean, first, brush);
  shown.typical.slice(0, others.length).forEach((sample, k) => paintSample(context, sample, others[k], brush));
}

/**
 * With a line below in the colour of its label.
 * @param {CanvasRenderingContext2D} context @param {number} sample @param {Square} square @param {Brush} brush
 */
function paintSample(context, sample, square, brush) {
  const { sprites, header, store } = brush.page;
  const image = sprites.image(sample);
  if (!image) return;
  framed(context, image, square, brush);
  const [x, y, size] = square;
  context.fillStyle = header.colors[store.samples.label[sample]];
  context.fillRect(x, y + size - 2, size, 3);
}

/** @param {CanvasRenderingContext2D} context @param {ImageData} image @param {Square} square @param {Brush} brush */
function framed(context, image, [x, y, size], { buffer }) {
  const scale = size / Math.max(image.width, image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  draw(context, image, x, y + size - height, width, height, buffer);
  context.strokeStyle = theme("edge");
  context.lineWidth = 1;
  context.strokeRect(x, y + size - height, width, height);
}

/** @param {Shown | undefined} shown @param {Brush} brush */
function largeOf(shown, brush) {
  if (!shown?.mean) return null;
  const canvas = make("canvas", { className: "large" });
  resized(canvas, MEAN + shown.typical.length * (OTHER + APART) + 2, MEAN + 3);
  const context = contextOf(canvas);
  framed(context, shown.mean, [1, 1, MEAN], brush);
  shown.typical.forEach((sample, k) =>
    paintSample(context, sample, [1 + MEAN + APART + k * (OTHER + APART), 1 + MEAN - OTHER, OTHER], brush),
  );
  return canvas;
}
