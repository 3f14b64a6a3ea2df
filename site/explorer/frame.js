// What a saved picture says of itself: the run, what is selected, what the colours mean.
import { escaped } from "#site/dom.js";
import { summary } from "#site/explorer/words.js";

/** @import { Coloring, Header, Picture, State } from "./types.d.ts" */

const LINE = 17; // pixels
const LETTER = 6.6; // pixels of a letter, about
const EDGE = 8;
const NARROWEST = 320; // pixels of a picture with words
const ENTRIES = 60; // of a legend
const LONGEST = 80; // letters of a file's name

/**
 * A condition as a reader wants it: of a lasso not the corners.
 * @param {string} condition
 */
const told = (condition) => condition.replaceAll(/lasso\.([^\s:]+):\S+/g, "lasso.$1");

/**
 * The name of a file that holds what is shown: `1v7-flow-label-7`.
 * @param {string} panel @param {Header} header @param {State} state
 */
export function fileName(panel, header, { marked, selection }) {
  const what = marked ? told(selection.condition) || "selection" : "";
  const text = [header.run, panel, what].filter(Boolean).join("-");
  return text.replaceAll(/[^\p{L}\p{N}_.]+/gu, "-").replace(/-$/, "").slice(0, LONGEST);
}

/**
 * A picture with words above and a legend below.
 * @param {Picture} picture @param {string} panel @param {Header} header @param {State} state @param {Coloring} coloring
 * @returns {Picture}
 */
export function framed(picture, panel, header, state, coloring) {
  const width = Math.max(picture.width, NARROWEST);
  const condition = state.selection.condition;
  const heads = [summary(state, header), ...(condition ? [`where ${told(condition)}`] : [])].flatMap((text) => wrapped(text, width));
  const top = EDGE + LINE * (1 + heads.length);
  const legend = legendShapes(coloring, width, top + picture.height + LINE);
  const height = top + picture.height + legend.height + EDGE;
  const words = [line(`${header.run} · ${panel}`, 0, 'font-weight="600" font-size="13"'), ...heads.map((text, i) => line(text, i + 1, 'font-size="12"'))];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, Helvetica, Arial, sans-serif" fill="#22252a"><rect width="${width}" height="${height}" fill="#fff"/>` +
    `${words.join("")}${picture.svg.replace("<svg ", `<svg y="${top}" `)}${legend.shapes}</svg>`;
  return { svg, width, height };
}

/** @param {string} text @param {number} place @param {string} more attributes */
const line = (text, place, more) => `<text x="${EDGE}" y="${EDGE + LINE * (place + 0.7)}" ${more}>${escaped(text)}</text>`;

/**
 * @param {string} text @param {number} width
 */
function wrapped(text, width) {
  const letters = Math.floor((width - 2 * EDGE) / LETTER);
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** @param {Coloring} coloring @param {number} width @param {number} y of the first line's letters */
function legendShapes({ colors, names, ramp, title }, width, y) {
  const heads = wrapped(ramp?.title ?? title ?? "", width).filter(Boolean);
  const texts = heads.map((text, i) => label(EDGE, y + i * LINE, text));
  const [first, shapes] = [y + heads.length * LINE, /** @type {string[]} */ ([])];
  let [x, row] = [EDGE, 0];
  const entries = ramp ? [] : names.slice(0, ENTRIES);
  entries.forEach((name, i) => {
    const wide = 26 + name.length * LETTER;
    if (x + wide > width && x > EDGE) [x, row] = [EDGE, row + 1];
    shapes.push(`<rect x="${x}" y="${first + row * LINE - 9}" width="10" height="10" fill="${colors[i]}"/>${label(x + 14, first + row * LINE, name)}`);
    x += wide;
  });
  if (ramp) shapes.push(rampShapes(ramp.low, ramp.high, colors.slice(0, -1), first));
  return { shapes: [...texts, ...shapes].join(""), height: LINE * (heads.length + row + 1) };
}

/** @param {number} low @param {number} high @param {string[]} colors @param {number} y */
function rampShapes(low, high, colors, y) {
  const bars = colors.map((color, i) => `<rect x="${EDGE + 24 + 2 * i}" y="${y - 9}" width="2.2" height="10" fill="${color}"/>`);
  return label(EDGE, y, String(low)) + bars.join("") + label(EDGE + 30 + 2 * colors.length, y, String(high));
}

/** @param {number} x @param {number} y @param {string} text */
const label = (x, y, text) => `<text x="${x}" y="${y}" font-size="12">${escaped(text)}</text>`;
