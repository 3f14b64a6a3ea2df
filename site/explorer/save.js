// What leaves the page: files, and panels as SVG or PNG.
import { contextOf, escaped, make } from "#site/dom.js";
import { fileName, framed } from "#site/explorer/frame.js";
import { FONT } from "#site/explorer/letters.js";
import { DOTS, chosenWidth, pixelsOf } from "#site/explorer/paper.js";
import { withDensity } from "#site/explorer/png.js";

/** @import { Page, Picture } from "./types.d.ts" */

/** @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * A picture of its own from the inside of an SVG.
 * @param {number} width @param {number} height @param {string} inside @param {string} title
 * @returns {Picture}
 */
export function pictureOf(width, height, inside, title) {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${FONT}" fill="#22252a">` +
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>${inside}</svg>`;
  return { svg, width, height };
}

/**
 * What is seen of a canvas, in an SVG.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export const imageOf = (canvas, width, height) =>
  `<image href="${canvas.toDataURL()}" width="${width}" height="${height}"/>`;

const dotsOf = (/** @type {number} */ millimetres) => (millimetres / 25.4) * DOTS;
const PRINTED = dotsOf(180);

/**
 * An SVG as PNG: twice as fine or as wide as print needs, or of so many dots as its size on paper has.
 * @param {Picture} picture @param {number} millimetres of its width; 0 if it has no size
 * @returns {Promise<Blob>}
 */
async function pngOf({ svg, width, height }, millimetres) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = millimetres ? dotsOf(millimetres) / width : Math.max(2, PRINTED / Math.max(width, height));
  const canvas = make("canvas", { width: Math.round(scale * width), height: Math.round(scale * height) });
  contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob} */
  const blob = await new Promise((done, failed) => {
    canvas.toBlob((made) => (made ? done(made) : failed(new Error("the picture is too large"))), "image/png");
  });
  return millimetres ? new Blob([withDensity(new Uint8Array(await blob.arrayBuffer()), DOTS)], { type: blob.type }) : blob;
}

/**
 * The two buttons that save a panel, with words on what is seen.
 * @param {string} name @param {Page} page
 * @param {(width: number) => Picture | Promise<Picture>} picture laid out for so many pixels; for 0 as on the screen
 */
export function saveButtons(name, page, picture) {
  const { header, store } = page;
  return ["SVG", "PNG"].map((format) => {
    const button = make("button", { type: "button", className: "small", title: `Save this panel as ${format}, as wide as is chosen by “Pictures”` }, format);
    button.setAttribute("aria-label", `Save ${header.run} ${name} as ${format}`);
    button.addEventListener("click", async () => {
      const wide = chosenWidth();
      const shown = framed(await picture(wide && pixelsOf(wide)), name, header, store, page.coloring, wide);
      const blob = format === "SVG" ? new Blob([shown.svg], { type: "image/svg+xml" }) : await pngOf(shown, wide);
      download(`${fileName(name, header, store, wide)}.${format.toLowerCase()}`, blob);
    });
    return button;
  });
}
