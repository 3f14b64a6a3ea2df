// What has room beside a node of the flow: its name, and images of what is in it.

/**
 * @import { Beside, FlowNode } from "./types.d.ts"
 * @typedef {Pick<FlowNode, "x" | "y" | "height">} Place
 */

export const NODE_WIDTH = 12; // pixels, along the flow
const GAP = 3; // pixels
const NAME = 15; // pixels of a name's line
const TALL = 46; // pixels: a node with its name above its images
const LEAST = 17; // pixels: a node with an image
const [LARGEST, LARGE, SMALL] = [64, 42, 30]; // pixels of a mean, of an image beside it, of one alone
export const MOST = 5; // images beside the mean
const SHARE = 0.8; // of the way to the next stage, that images may take

/**
 * Where its name and its images have their places beside a node, on the screen.
 * @param {Place} node @param {number} room pixels to the next stage @param {boolean} end whether one image is enough
 * @param {boolean} down @param {boolean} [pictured] whether images may be there
 * @returns {Beside}
 */
export function besideNode(node, room, end, down, pictured = true) {
  if (down) return belowNode(node, end, pictured);
  const left = node.x + NODE_WIDTH + GAP;
  const middle = node.y + node.height / 2;
  if (pictured && !end && node.height >= TALL && room > LARGE) {
    const size = Math.min(node.height - NAME - 4, LARGEST, room * SHARE);
    const top = middle - (size + NAME) / 2;
    const small = Math.min(size, LARGE);
    const count = fits(room * SHARE - size, small);
    return { room, nameX: left, nameY: top + NAME / 2, images: { x: left, y: top + NAME, size, small, count } };
  }
  const size = Math.min(node.height - 2, SMALL);
  if (!pictured || node.height < LEAST || room < size + GAP) return { room, nameX: left, nameY: middle, images: null };
  return {
    room: room - size - GAP,
    nameX: left + size + GAP,
    nameY: middle,
    images: { x: left, y: middle - size / 2, size, small: size, count: 0 },
  };
}

/**
 * Below a node that lies along the screen's width.
 * @param {Place} node @param {boolean} end @param {boolean} pictured
 * @returns {Beside}
 */
function belowNode({ x, y, height }, end, pictured) {
  const name = { room: height - 2, nameX: y + 1, nameY: x + NODE_WIDTH + NAME / 2 };
  if (!pictured || height < LEAST) return { ...name, images: null };
  const size = Math.min(height - 1, SMALL);
  const count = end ? 0 : fits(height - size, size);
  return { ...name, images: { x: y, y: x + NODE_WIDTH + NAME + 1, size, small: size, count } };
}

/** @param {number} room @param {number} size */
const fits = (room, size) => Math.max(0, Math.min(MOST, Math.floor(room / (size + GAP))));

/**
 * The squares of a node's images: the mean's, then the others'.
 * @param {NonNullable<Beside["images"]>} images
 * @returns {[x: number, y: number, size: number][]}
 */
export function squaresOf({ x, y, size, small, count }) {
  const others = Array.from({ length: count }, (_, i) => x + size + GAP + i * (small + GAP));
  return [[x, y, size], ...others.map((left) => /** @type {[number, number, number]} */ ([left, y + size - small, small]))];
}
