// The image under the pointer: large, with what the network made of it.
import { contextOf, make, part } from "#site/dom.js";
import { draw } from "#site/explorer/sprites.js";
import { factsOf } from "#site/explorer/words.js";

/** @import { Page } from "./types.d.ts" */

/** @param {HTMLElement} panel @param {Page} page */
export function createCard(panel, { store, header, sprites }) {
  const canvas = part(panel, "canvas", HTMLCanvasElement);
  const list = part(panel, "dl", HTMLElement);
  const hint = part(panel, ".hint", HTMLElement);
  const buffer = make("canvas");

  function show() {
    const i = store.hovered;
    hint.hidden = i >= 0;
    list.hidden = canvas.hidden = i < 0;
    if (i < 0) return;
    const context = contextOf(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const image = sprites.image(i);
    const scale = canvas.width / Math.max(sprites.width, sprites.height);
    if (image) draw(context, image, 0, 0, sprites.width * scale, sprites.height * scale, buffer);
    const facts = factsOf(i, store.samples, header);
    list.replaceChildren(...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", header.classes ? { title: value } : {}, value)]));
  }

  store.listen((what) => {
    if (what === "hover") show();
  });
  sprites.listen(() => {
    if (store.hovered >= 0) show();
  });
  show();
}
