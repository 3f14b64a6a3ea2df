// The page's colours as its style has them, for what is drawn on a canvas.

/** @typedef {keyof typeof OTHERWISE} Name */

const OTHERWISE = { ink: "#22252a", paper: "#ffffff", accent: "#1f5fa8" }; // where the style says nothing

/** @param {Name} name of a custom property of the page's root, `--` before it */
export const theme = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || OTHERWISE[name];
