// The flow's panel at an epoch, and between two.
import { createCarriers } from "#site/explorer/epochs_carriers.js";
import { boxOf, hasRoom, placed } from "#site/explorer/flow.js";
import { createFlowImages } from "#site/explorer/flow_images.js";
import { lay, paintAll, paintImages, paleOf } from "#site/explorer/flow_panel.js";

/**
 * @import { Carrier, Page } from "./types.d.ts"
 * @import { Epochs } from "./epochs_data.js"
 * @import { Weights } from "./epochs_flow.js"
 * @import { FlowPanel } from "./flow_panel.js"
 */

/** @param {FlowPanel} panel @param {Page} page @param {Epochs} data */
export function createFlowAt(panel, page, data) {
  const carriers = createCarriers(page, data);
  const imagesAt = createImagesAt(panel, page, data);
  const atEnd = panel.known;
  return {
    /** @param {number} epoch */
    rest(epoch) {
      panel.images = imagesAt(epoch);
      panel.known = epoch === data.last ? atEnd : onlyOf((name) => carriers.resting(name, epoch));
      keepingFocus(panel);
    },
    /** @param {Weights} weights @param {number} to */
    frame(weights, to) {
      const [most] = [...weights].reduce((one, other) => (other[1] > one[1] ? other : one));
      const isLaid = panel.known !== atEnd;
      panel.images = imagesAt(most);
      panel.known = onlyOf((name) => carriers.moving(name, weights, to));
      // First a button for each node that there is at any epoch.
      if (isLaid) move(panel);
      else lay(panel);
    },
  };
}

/**
 * Lays the flow out anew; a node that has the focus keeps it, in its new button.
 * @param {FlowPanel} panel
 */
function keepingFocus(panel) {
  const focused = document.activeElement;
  const { stage, value } = focused instanceof HTMLElement && panel.nodes.contains(focused) ? focused.dataset : {};
  lay(panel);
  const again = stage && panel.nodes.querySelector(`.node[data-stage="${CSS.escape(stage)}"][data-value="${value}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/**
 * In the place of what the panel knows.
 * @param {(name: string) => Carrier} get
 */
const onlyOf = (get) => ({ get, set: () => {} });

/**
 * What stands for a node at an epoch: before the last one the mean of its images alone, as nobody knows which were typical.
 * @param {FlowPanel} panel @param {Page} page @param {Epochs} data
 */
function createImagesAt(panel, page, data) {
  /** @type {Map<number, FlowPanel["images"]>} */
  const known = new Map([[data.last, panel.images]]);
  let whole = false;
  page.sprites.listenWhole(() => (whole = true));
  const listenWhole = (/** @type {() => void} */ then) => void (whole ? then() : page.sprites.listenWhole(then));

  return (/** @type {number} */ epoch) => {
    const found = known.get(epoch);
    if (found) return found;
    const made = createFlowImages({ ...page, sprites: { ...page.sprites, listenWhole }, store: { ...page.store, samples: data.at(epoch) } }, 0);
    made.whenHere(() => panel.images === made && void paintImages(panel));
    known.set(epoch, made);
    return made;
  };
}

/**
 * Nodes and ribbons where they are in between; the buttons stay, and with them the focus.
 * @param {FlowPanel} panel
 */
function move(panel) {
  const { known, drawn, page, onTop, images, nodes } = panel;
  const carrier = /** @type {Carrier} */ (known.get(page.store.view.flow));
  const layout = placed(carrier.flow, drawn.box, drawn.layout.down);
  const pale = page.store.marked ? paleOf(layout, drawn.width, drawn.height) : drawn.pale;
  panel.drawn = { ...drawn, flow: carrier.flow, carrier, layout, pale, colors: carrier.colors(page.coloring) };
  paintAll(panel);
  void images.paint(onTop, carrier.flow, layout, () => false);
  nodes.querySelectorAll(".node").forEach((button, i) => {
    const [node, name] = [layout.nodes[i], button.firstElementChild];
    const box = boxOf(node, layout.down);
    if (!(button instanceof HTMLElement && name instanceof HTMLElement)) return;
    for (const side of /** @type {const} */ (["left", "top", "width", "height"])) button.style[side] = `${box[side]}px`;
    name.style.left = `${node.nameX - box.left}px`;
    name.style.top = `${node.nameY - box.top}px`;
    name.hidden = !hasRoom(node, layout.nodes, layout.down);
  });
}
