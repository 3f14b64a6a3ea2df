// The page's colours as its style has them, for what is drawn on a canvas.
import { contextOf, make } from "#site/dom.js";

/** @typedef {keyof typeof LIGHT} Name */

// On paper, in saved pictures, and where the style says nothing.
export const LIGHT = { ink: "#22252a", paper: "#ffffff", accent: "#1f5fa8", edge: "#82878f", pale: "#e4e6e9", rest: "#d0d3d6" };
const ASKED = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];

/** @type {Map<Name, string>} */
const known = new Map();
/** @type {CanvasRenderingContext2D | undefined} */
let canvas;

/**
 * A colour as #rrggbb, whatever way the style names it.
 * @param {Name} name of a custom property of the page's root, `--` before it
 */
export function theme(name) {
  const found = known.get(name) ?? hexOf(getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(), LIGHT[name]);
  known.set(name, found);
  return found;
}

/** @param {string} color @param {string} otherwise */
function hexOf(color, otherwise) {
  canvas ??= contextOf(make("canvas"));
  canvas.fillStyle = otherwise;
  canvas.fillStyle = color; // one that is none leaves it as it is
  return String(canvas.fillStyle);
}

/**
 * Told when the page's colours have become other ones: light, dark or forced.
 * @param {() => void} listener
 */
export function followTheme(listener) {
  for (const query of ASKED) {
    matchMedia(query).addEventListener("change", () => {
      known.clear();
      listener();
    });
  }
}
