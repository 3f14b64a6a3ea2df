// A page that was sent without its folder: what lies elsewhere is named instead of shown as missing.
import { hasPicture, make, part, parts } from "#site/dom.js";

export function createAlone() {
  for (const image of parts(document, ".figures figure img", HTMLImageElement)) {
    if (image.complete && !image.naturalWidth && image.currentSrc) missing(image);
    else image.addEventListener("error", () => missing(image), { once: true });
  }
  const index = document.querySelector('nav a[href="index.html"]');
  if (index && location.protocol === "file:") index.textContent = "All runs (index.html beside this page)";
}

/** @param {HTMLImageElement} image */
function missing(image) {
  const figure = image.closest("figure");
  if (!figure) return;
  const place = decodeURIComponent(image.getAttribute("src") ?? "");
  image.closest("a")?.remove();
  figure.querySelector(".formats")?.remove();
  part(figure, "figcaption", HTMLElement).before(make("p", { className: "elsewhere" }, `Not here: this page was moved without its folder. The figure is ${place}, as seen from the page.`));
}

/** @type {Promise<boolean> | undefined} */
let home;

/** Whether the page lies in its results folder, and so beside the index: a figure is where it should be. */
export const isAtHome = () => (home ??= hasPicture(document.querySelector(".figures figure img")?.getAttribute("src") ?? ""));
