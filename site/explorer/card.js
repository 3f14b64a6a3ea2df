// The image that is pinned, else the one under the pointer: large, with what the network made of it.
import { contextOf, make, part, parts } from "#site/dom.js";
import { isAtHome } from "#site/explorer/alone.js";
import { draw } from "#site/explorer/sprites.js";
import { maskOf } from "#site/explorer/store.js";
import { factsOf, sampleText } from "#site/explorer/words.js";

/**
 * @import { Page } from "./types.d.ts"
 * @typedef {ReturnType<typeof partsOf>} Panel
 */

/**
 * @param {HTMLElement} element @param {Page} page
 * @param {(sample: number, by: number) => number} after what comes so many images after one
 */
export function createCard(element, page, after) {
  const { store, sprites } = page;
  const panel = partsOf(element, page, after);
  store.listen((what) => {
    if (what === "pin") pin(panel);
    else if (what !== "hover" && store.pinned >= 0) follow(panel);
    else if (what === "hover" && store.pinned < 0) show(panel);
  });
  sprites.listen(() => {
    if (shownIn(panel) >= 0) show(panel);
  });
  listen(panel);
  show(panel);
  return () => show(panel);
}

/** @param {HTMLElement} element @param {Page} page @param {(sample: number, by: number) => number} after */
const partsOf = (element, page, after) => ({
  element,
  page,
  after,
  canvas: part(element, "canvas", HTMLCanvasElement),
  list: part(element, "dl", HTMLElement),
  hint: part(element, ".hint", HTMLElement),
  tools: part(element, ".pin-tools", HTMLElement),
  steps: parts(element, "[data-step]", HTMLButtonElement),
  others: part(element, "[data-others]", HTMLAnchorElement),
  live: part(element, "[aria-live]", HTMLElement),
  buffer: make("canvas"),
});

/** @param {Panel} panel */
const shownIn = ({ page: { store } }) => (store.pinned >= 0 ? store.pinned : store.hovered);

/** @param {Panel} panel */
function show(panel) {
  const { canvas, list, hint, buffer, page: { store, header, sprites, told } } = panel;
  const i = shownIn(panel);
  hint.hidden = i >= 0;
  list.hidden = canvas.hidden = i < 0;
  if (i < 0) return;
  const context = contextOf(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const image = sprites.image(i);
  const scale = canvas.width / Math.max(sprites.width, sprites.height);
  if (image) draw(context, image, 0, 0, sprites.width * scale, sprites.height * scale, buffer);
  const facts = [...factsOf(i, store.samples, header), ...(told?.(i) ?? [])];
  list.replaceChildren(...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", header.classes ? { title: value } : {}, value)]));
}

/** @param {Panel} panel */
function pin(panel) {
  const { element, tools, live, page: { store, header } } = panel;
  const pinned = store.pinned >= 0;
  element.classList.toggle("pinned", pinned);
  tools.hidden = !pinned;
  live.textContent = pinned ? `Pinned: ${sampleText(store.pinned, store.samples, header)}` : "";
  if (pinned) follow(panel);
  leadOn(panel);
  show(panel);
}

/**
 * To the index, which knows what other runs have the image.
 * @param {Panel} panel
 */
async function leadOn({ others, page: { store } }) {
  const isThere = store.pinned >= 0 && (await isAtHome());
  others.hidden = !isThere || store.pinned < 0;
  others.href = `index.html#pin=${store.samples.id[store.pinned]}`;
}

/**
 * What can be stepped to is another one when the selection is, or the order.
 * @param {Panel} panel
 */
function follow({ steps, after, page: { store } }) {
  for (const button of steps) button.disabled = after(store.pinned, Number(button.dataset.step)) < 0;
}

/** @param {Panel} panel */
function listen({ element, steps, after, page: { store } }) {
  for (const button of steps) {
    button.addEventListener("click", () => store.pin(after(store.pinned, Number(button.dataset.step))));
  }
  part(element, "[data-only]", HTMLElement).addEventListener("click", () => {
    const { count, id } = store.samples;
    store.select(maskOf(store.pinned, count), "replace", `id:${id[store.pinned]}`);
  });
  part(element, "[data-unpin]", HTMLElement).addEventListener("click", () => store.pin(-1));
  // Before anything else that Esc does: first the pin goes, then the selection.
  document.addEventListener("keydown", (event) => unpin(event, store), { capture: true });
}

/** @param {KeyboardEvent} event @param {Page["store"]} store */
function unpin(event, store) {
  if (event.key !== "Escape" || store.pinned < 0) return;
  store.pin(-1);
  event.stopPropagation();
}
