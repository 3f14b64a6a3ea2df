// The samples' images: unpacked block by block, drawn, averaged.
import { contextOf } from "#site/dom.js";

/** @import { SpriteShape } from "./types.d.ts" */

/**
 * A store of sprites.
 * @param {SpriteShape} shape
 */
export function createSprites(shape) {
  /** @type {Uint8Array[]} */
  const blocks = [];
  /** @type {(() => void)[]} */
  const listeners = [];
  /** @type {(() => void)[]} */
  const whenWhole = [];

  /**
   * The mean of images as pixels; null if one is not here yet.
   * @param {number[]} samples
   */
  function mean(samples) {
    const levels = new Float64Array(shape.height * shape.width * shape.channels);
    for (const sample of samples) {
      const block = blocks[Math.floor(sample / shape.block)];
      if (!block) return null;
      addLevels(block, sample % shape.block, levels);
    }
    return toPixels(levels, shape.white * samples.length, shape);
  }

  return {
    ...shape,
    mean,
    image: (/** @type {number} */ sample) => mean([sample]),
    // Told of each block that comes; the other, once all are here.
    listen: (/** @type {() => void} */ listener) => void listeners.push(listener),
    listenWhole: (/** @type {() => void} */ listener) => void whenWhole.push(listener),
    /** @param {number} index @param {Uint8Array} bytes @param {boolean} last */
    add(index, bytes, last) {
      blocks[index] = bytes;
      for (const listener of listeners) listener();
      if (last) for (const listener of whenWhole) listener();
    },
  };
}

/**
 * The levels of a block's image, two a byte, onto what is there.
 * @param {Uint8Array} block @param {number} place @param {Float64Array} into
 */
function addLevels(block, place, into) {
  const start = place * Math.ceil(into.length / 2);
  for (let k = 0; k < into.length; k++) {
    const byte = block[start + (k >> 1)];
    into[k] += k & 1 ? byte & 15 : byte >> 4;
  }
}

/**
 * Grey images are shown dark on white.
 * @param {Float64Array} levels @param {number} full @param {SpriteShape} shape
 */
function toPixels(levels, full, { height, width, channels }) {
  const image = new ImageData(width, height);
  for (let p = 0; p < height * width; p++) {
    for (let c = 0; c < 3; c++) {
      const share = levels[p * channels + (channels === 1 ? 0 : c)] / full;
      image.data[4 * p + c] = Math.round(255 * (channels === 1 ? 1 - share : share));
    }
    image.data[4 * p + 3] = 255;
  }
  return image;
}

/**
 * Draws an image scaled up, its pixels sharp.
 * @param {CanvasRenderingContext2D} context @param {ImageData} image
 * @param {number} x @param {number} y @param {number} width @param {number} height
 * @param {HTMLCanvasElement} buffer kept for that
 */
export function draw(context, image, x, y, width, height, buffer) {
  buffer.width = image.width;
  buffer.height = image.height;
  contextOf(buffer).putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(buffer, x, y, width, height);
}
