// Colours that are seen on white: WCAG 2 asks of graphics a contrast of 3 to 1.
import { hex, rgb } from "#site/explorer/colors.js";

const ENOUGH = 3;
const DARKER = 0.94; // of each part, a step

/**
 * The colour itself, or as much darker as it has to be.
 * @param {string} color
 */
export function seen(color) {
  let parts = rgb(color);
  while (contrast(parts) < ENOUGH) parts = parts.map((part) => part * DARKER);
  return hex(parts);
}

/** @param {number[]} parts red, green and blue, to 255 */
export const contrast = (parts) => 1.05 / (luminance(parts) + 0.05);

/** @param {number[]} parts */
function luminance(parts) {
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
