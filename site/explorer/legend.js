// What the colours mean.
import { make } from "#site/dom.js";
import { typeset } from "#site/explorer/words.js";

/** @import { Coloring } from "./types.d.ts" */

/**
 * The inside of the legend.
 * @param {Coloring} coloring
 * @returns {(Node | string)[]}
 */
export function legendOf({ colors, names, ramp, title }) {
  if (!ramp) return [...(title ? [`${typeset(title)}:`] : []), ...names.map((name, i) => entry(typeset(name), colors[i]))];
  const bar = make("span", { className: "ramp" });
  bar.style.background = `linear-gradient(to right, ${colors.slice(0, -1).join(",")})`;
  return [typeset(`${ramp.title}: ${ramp.low} `), bar, typeset(` ${ramp.high}`)];
}

/** @param {string} name @param {string} color */
function entry(name, color) {
  const swatch = make("span", { className: "swatch" });
  swatch.style.background = color;
  return make("span", {}, swatch, name);
}
