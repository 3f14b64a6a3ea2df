// What a saved picture says of itself: the run, what is selected, what the colours mean.
import { escaped } from "#site/dom.js";
import { seen } from "#site/explorer/contrast.js";
import { BOLD, FONT, SIZE, beginning, widthOf, wrapped } from "#site/explorer/letters.js";
import { millimetresOf, pixelsOf } from "#site/explorer/paper.js";
import { summary, typeset } from "#site/explorer/words.js";

/** @import { Coloring, Header, Picture, State } from "./types.d.ts" */

const LINE = 17; // pixels
const EDGE = 8;
const HEAD = 13; // pixels of the first line's letters
const [SWATCH, APART] = [14, 12]; // pixels: a colour with its gap, and from one entry to the next
const MOST = 6; // lines of a condition
const NARROWEST = 320; // pixels of a picture with words
const ENTRIES = 60; // of a legend
const LONGEST = 80; // letters of a file's name

/**
 * A condition as a reader wants it: of a lasso not the corners.
 * @param {string} condition
 */
const told = (condition) => condition.replaceAll(/lasso\.([^\s:]+):\S+/g, "lasso.$1");

/**
 * The name of a file that holds what is shown: `1v7-flow-label-7`, or `1v7-flow-label-7-85mm`.
 * @param {string} panel @param {Header} header @param {State} state @param {number} [millimetres] of its width, if it has a size
 */
export function fileName(panel, header, { marked, selection, when }, millimetres = 0) {
  const what = marked ? told(selection.condition) || "selection" : "";
  const text = [header.run, panel, when, what].filter(Boolean).join("-");
  const name = text.replaceAll(/[^\p{L}\p{N}_.]+/gu, "-").replace(/-$/, "").slice(0, LONGEST);
  return millimetres ? `${name}-${millimetres}mm` : name;
}

/**
 * A picture with words above and a legend below; of so many millimetres, if it has a size.
 * @param {Picture} picture @param {string} panel @param {Header} header @param {State} state @param {Coloring} coloring
 * @param {number} [millimetres]
 * @returns {Picture}
 */
export function framed(picture, panel, header, state, coloring, millimetres = 0) {
  const width = millimetres ? pixelsOf(millimetres) : Math.max(picture.width, NARROWEST);
  const words = wordsOf([header.run, panel, state.when].filter(Boolean).join(" · "), summary(state, header), state.selection.condition, width);
  const top = EDGE + LINE * words.length;
  const legend = legendShapes(coloring, width, top + picture.height + LINE);
  const height = top + picture.height + legend.height + EDGE;
  const [wide, high] = millimetres ? [`${millimetres}mm`, `${millimetresOf(height).toFixed(2)}mm`] : [width, height];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${FONT}" fill="#22252a"><rect width="${width}" height="${height}" fill="#fff"/>` +
    `${words.join("")}${picture.svg.replace("<svg ", `<svg y="${top}" `)}${legend.shapes}</svg>`;
  return { svg, width, height };
}

/**
 * The lines above a picture: run and panel, how many images are selected, and where.
 * @param {string} head @param {string} selected @param {string} condition @param {number} width
 */
function wordsOf(head, selected, condition, width) {
  const room = width - 2 * EDGE;
  const where = condition ? wrapped(`where ${told(condition)}`, room) : [];
  if (where.length > MOST) where.splice(MOST - 1, Infinity, beginning(where.slice(MOST - 1, MOST + 1).join(" "), room));
  const heads = wrapped(head, room, HEAD, BOLD);
  return [
    ...heads.map((text, i) => line(text, i, `font-weight="${BOLD}" font-size="${HEAD}"`)),
    ...[...wrapped(selected, room), ...where].map((text, i) => line(text, heads.length + i, `font-size="${SIZE}"`)),
  ];
}

/** @param {string} text @param {number} place @param {string} more attributes */
const line = (text, place, more) => `<text x="${EDGE}" y="${EDGE + LINE * (place + 0.7)}" ${more}>${escaped(text)}</text>`;

/** @param {Coloring} coloring @param {number} width @param {number} y of the first line's letters */
function legendShapes({ colors, names, ramp, title }, width, y) {
  const room = width - 2 * EDGE;
  const heads = wrapped(typeset(ramp?.title ?? title ?? ""), room);
  const texts = heads.map((text, i) => label(EDGE, y + i * LINE, text));
  const [first, shapes] = [y + heads.length * LINE, /** @type {string[]} */ ([])];
  let [x, row] = [EDGE, 0];
  const entries = ramp ? [] : names.slice(0, ENTRIES);
  entries.forEach((name, i) => {
    const shown = beginning(typeset(name), room - SWATCH);
    const wide = SWATCH + widthOf(shown);
    if (x + wide > width - EDGE && x > EDGE) [x, row] = [EDGE, row + 1];
    shapes.push(swatch(x, first + row * LINE - 9, colors[i]) + label(x + SWATCH, first + row * LINE, shown));
    x += wide + APART;
  });
  if (ramp) shapes.push(rampShapes(ramp.low, ramp.high, colors.slice(0, -1), first));
  return { shapes: [...texts, ...shapes].join(""), height: LINE * (heads.length + row + 1) };
}

/** @param {number} x @param {number} y @param {string} color */
const swatch = (x, y, color) =>
  `<rect x="${x + 0.5}" y="${y + 0.5}" width="9" height="9" fill="${color}" stroke="${seen(color)}"/>`;

/** @param {number} low @param {number} high @param {string[]} colors @param {number} y */
function rampShapes(low, high, colors, y) {
  const bars = colors.map((color, i) => `<rect x="${EDGE + 24 + 2 * i}" y="${y - 9}" width="2.2" height="10" fill="${color}"/>`);
  return label(EDGE, y, typeset(String(low))) + bars.join("") + label(EDGE + 30 + 2 * colors.length, y, typeset(String(high)));
}

/** @param {number} x @param {number} y @param {string} text */
const label = (x, y, text) => `<text x="${x}" y="${y}" font-size="${SIZE}">${escaped(text)}</text>`;
