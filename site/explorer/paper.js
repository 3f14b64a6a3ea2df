// How large a panel is that is saved: as on the screen, or as wide as a column or a page of a paper.
import { contextOf, make, parts } from "#site/dom.js";

const UNIT = 0.6; // points that a pixel has on paper: letters of 12 and 13 pixels have 7.2 and 7.8
const INCH = 25.4; // millimetres
export const DOTS = 300; // of an inch
export const FINE = (DOTS / 72) * UNIT; // dots of a pixel
export const HIGHEST = pixelsOf(180); // which leaves a page room for words, legend and caption

/** @param {number} millimetres */
export function pixelsOf(millimetres) {
  return (millimetres * 72) / INCH / UNIT;
}

/** @param {number} pixels */
export const millimetresOf = (pixels) => (pixels * UNIT * INCH) / 72;

const fields = () => parts(document, ".wide-as select", HTMLSelectElement);

/** Millimetres that the pictures of all panels are wide; 0: as on the screen. */
export const chosenWidth = () => Number(fields()[0].value);

/** The choice above the flow and the one above the maps are the same. */
export function followWidths() {
  for (const field of fields()) {
    field.addEventListener("change", () => {
      for (const other of fields()) other.value = field.value;
    });
  }
}

/**
 * A canvas of its own to be drawn on in pixels of the page.
 * @param {number} width @param {number} height @param {number} ratio its own pixels of one
 */
export function fineCanvas(width, height, ratio) {
  const canvas = make("canvas", { width: Math.round(ratio * width), height: Math.round(ratio * height) });
  contextOf(canvas).scale(ratio, ratio);
  return canvas;
}
