// The images that lie nearest to the pinned one in each layer, by the activations themselves.
import { contextOf, make, part } from "#site/dom.js";
import { classesOf } from "#site/explorer/classes.js";
import { draw } from "#site/explorer/sprites.js";
import { sampleText } from "#site/explorer/words.js";

/**
 * @import { Header, Page } from "./types.d.ts"
 * @typedef {(sample: number) => number[][] | null} Neighbours of each layer, the nearest first
 */

const SIDE = 34; // pixels of an image

/**
 * As build_page packs them: the samples, then of each layer all neighbours, 32 bits each.
 * @param {Uint8Array} bytes @param {NonNullable<Header["near"]>} near @param {number} layers
 * @returns {Neighbours}
 */
export function neighboursIn(bytes, { asked, nearest }, layers) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (/** @type {number} */ place) => view.getUint32(4 * place, true);
  const places = new Map(Array.from({ length: asked }, (_, place) => [number(place), place]));
  return (sample) => {
    const place = places.get(sample);
    if (place === undefined) return null;
    const start = (/** @type {number} */ layer) => asked * (1 + layer * nearest) + place * nearest;
    return Array.from({ length: layers }, (_, layer) =>
      Array.from({ length: nearest }, (_unused, k) => number(start(layer) + k)),
    );
  };
}

/**
 * The panel of the pinned image's neighbours; on a narrow screen it stands in the card's sheet.
 * @param {HTMLElement} element @param {HTMLElement} card @param {Page} page @param {Neighbours} neighbours
 */
export function createNear(element, card, page, neighbours) {
  const { store, sprites } = page;
  const home = element.parentElement;
  const narrow = matchMedia("(max-width: 68rem)");
  const place = () => (narrow.matches ? card : home)?.append(element);
  const rows = part(element, ".rows", HTMLElement);
  function show() {
    const found = store.pinned < 0 ? null : neighbours(store.pinned);
    element.hidden = store.pinned < 0;
    part(element, ".note", HTMLElement).textContent = found ? `by its activations${page.header.drawn ? ", among the images shown" : ""}` : untold(page.header);
    rows.replaceChildren(...(found ?? []).flatMap((samples, layer) => row(samples, layer, page)));
  }
  narrow.addEventListener("change", place);
  place();
  store.listen((what) => {
    if (what === "pin") show();
  });
  sprites.listenWhole(show);
  show();
}

/** @param {Header} header */
const untold = ({ near, count, drawn }) =>
  `Told of ${near?.asked.toLocaleString("en")} of the ${count.toLocaleString("en")} images${drawn ? " shown" : ""}, ` +
  "first of all the wrong ones and the exceptions: not of this one.";

/**
 * @param {number[]} samples @param {number} layer @param {Page} page
 * @returns {HTMLElement[]}
 */
const row = (samples, layer, page) => [
  make("span", { className: "layer" }, page.header.layers[layer].title),
  make("span", { className: "images" }, ...samples.map((sample) => imageButton(sample, page))),
];

/** @param {number} sample @param {Page} page */
function imageButton(sample, { store, sprites, header }) {
  const canvas = make("canvas", { width: SIDE, height: SIDE });
  const image = sprites.image(sample);
  const scale = SIDE / Math.max(sprites.width, sprites.height);
  if (image) draw(contextOf(canvas), image, 0, 0, sprites.width * scale, sprites.height * scale, make("canvas"));
  const label = classesOf(header).short[store.samples.label[sample]];
  const button = make("button", { type: "button" }, canvas, make("span", {}, label));
  button.setAttribute("aria-label", `Pin ${sampleText(sample, store.samples, header)}`);
  for (const name of ["pointerenter", "focus"]) button.addEventListener(name, () => store.hover(sample));
  for (const name of ["pointerleave", "blur"]) button.addEventListener(name, () => store.hover(-1));
  button.addEventListener("click", () => store.pin(sample));
  return button;
}
