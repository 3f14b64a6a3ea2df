// Colours that are seen on the page: WCAG 2 asks of graphics a contrast of 3 to 1.
import { hex, rgb } from "#site/explorer/colors.js";

const ENOUGH = 3;
const STEP = 0.06; // of the way to black or white, each time

/**
 * The colour itself, or as much darker as it has to be, on a dark page lighter.
 * @param {string} color @param {string} [paper]
 */
export function seen(color, paper = "#ffffff") {
  const end = luminance(rgb(paper)) > 0.18 ? 0 : 255; // what both black and white stand out from equally
  let parts = rgb(color);
  while (contrast(parts, paper) < ENOUGH) parts = parts.map((part) => part + (end - part) * STEP);
  return hex(parts);
}

/**
 * The colour of a rim that makes an area seen which is laid on paper so opaque; nothing where it is seen without.
 * @param {string} color @param {number} opacity @param {string} [paper]
 */
export function rimOf(color, opacity, paper = "#ffffff") {
  return contrast(laidOn(color, opacity, paper), paper) < ENOUGH ? seen(color, paper) : "";
}

/**
 * Red, green and blue of a colour through which the paper is seen.
 * @param {string} color @param {number} opacity @param {string} paper
 */
export function laidOn(color, opacity, paper) {
  const below = rgb(paper);
  return rgb(color).map((part, i) => part * opacity + below[i] * (1 - opacity));
}

/** @param {number[]} parts red, green and blue, to 255 @param {string} [paper] */
export function contrast(parts, paper = "#ffffff") {
  const [low, high] = [luminance(parts), luminance(rgb(paper))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {number[]} parts */
function luminance(parts) {
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
