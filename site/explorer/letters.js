// How wide what is written in a picture is, and what of it has room.
import { contextOf, make } from "#site/dom.js";

// What programs for print know; a page's own letters (`system-ui`) are other ones on every system.
export const FONT = "Helvetica, Arial, sans-serif";
export const SIZE = 12; // pixels
export const BOLD = 600;
const USUAL = 0.56; // of its height: a letter's width, where there is nothing that measures

/** @type {CanvasRenderingContext2D | undefined} */
let canvas;

/**
 * In pixels.
 * @param {string} text @param {number} [size] @param {number} [weight]
 */
export function widthOf(text, size = SIZE, weight = 400) {
  if (typeof document === "undefined") return USUAL * size * text.length;
  canvas ??= contextOf(make("canvas"));
  canvas.font = `${weight} ${size}px ${FONT}`;
  return canvas.measureText(text).width;
}

/**
 * A text, or as much of its beginning as has room, or nothing.
 * @param {string} text @param {number} room pixels @param {number} [fewest] letters that a cut text still says something by
 */
export function beginning(text, room, fewest = 1) {
  for (let kept = text; ; kept = kept.slice(0, -1)) {
    const shown = kept === text ? text : `${kept.trimEnd()}…`;
    if (widthOf(shown) <= room) return shown;
    if (kept.length <= fewest) return "";
  }
}

/**
 * The same of its end: where names of layers differ.
 * @param {string} text @param {number} room pixels @param {number} [weight]
 */
export function end(text, room, weight = 400) {
  for (let kept = text; ; kept = kept.slice(1)) {
    const shown = kept === text ? text : `…${kept}`;
    if (widthOf(shown, SIZE, weight) <= room || !kept) return shown;
  }
}

/**
 * A text in lines: between words, and within one that is longer than a line.
 * @param {string} text @param {number} room pixels @param {number} [size] @param {number} [weight]
 */
export function wrapped(text, room, size = SIZE, weight = 400) {
  const fits = (/** @type {string} */ line) => widthOf(line, size, weight) <= room;
  const lines = [""];
  for (let word of text.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    for (; !fits(word); word = word.slice(lines[lines.length - 1].length)) lines.push(firstOf(word, fits));
    lines.push(word);
  }
  return lines.filter(Boolean);
}

/**
 * The most letters of a word that fit, one at least.
 * @param {string} word @param {(line: string) => boolean} fits
 */
function firstOf(word, fits) {
  let count = 1;
  while (count < word.length && fits(word.slice(0, count + 1))) count++;
  return word.slice(0, count);
}
