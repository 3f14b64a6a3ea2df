// What a panel is on paper: the picture of it that can be saved, as wide as the sheet, in place of what is drawn for the
// screen. (What is drawn on a canvas while a page is being printed, Chromium leaves out.)

/** @import { Picture } from "./types.d.ts" */

/**
 * @param {HTMLElement} element what the picture stands for @param {() => Picture} picture
 */
export function printAs(element, picture) {
  /** @type {Element | undefined} */
  let shown;
  addEventListener("beforeprint", () => {
    shown?.remove();
    shown = svgOf(picture());
    element.after(shown);
  });
  addEventListener("afterprint", () => shown?.remove());
}

/** @param {Picture} picture */
function svgOf({ svg }) {
  const made = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  made.removeAttribute("width");
  made.removeAttribute("height");
  made.setAttribute("class", "on-paper");
  return document.importNode(made, true);
}

/**
 * Told when the size of an element changes; not of the one that it has on paper.
 * @param {Element} element @param {() => void} listener
 */
export function followSize(element, listener) {
  new ResizeObserver(() => {
    if (!matchMedia("print").matches) listener();
  }).observe(element);
}
