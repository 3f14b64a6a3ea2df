// What pointers draw on an embedding: a lasso, a box, a move, a pinch of two fingers. Each step gives
// the gesture as it goes on, and what it asks for.

/**
 * @import { Point } from "./types.d.ts"
 * @typedef {Map<number, Point>} Fingers pointers that are down -> where
 * @typedef {{kind: string, outline: Point[]}} Gesture kind: lasso, box, pan, tap or pinch
 * @typedef {{fingers: Fingers, gesture: Gesture | null}} Hand
 * @typedef {{move: Point} | {zoom: number, about: Point} | {outline: Point[]} | null} Asked
 */

const STILL = 4; // pixels that a pointer may move in a click
const TAP = 12; // a finger in a tap

/** @type {Hand} */
export const RESTING = { fingers: new Map(), gesture: null };

/**
 * @param {Hand} hand @param {number} finger @param {Point} at @param {string} tool
 * @returns {Hand}
 */
export function pressed(hand, finger, at, tool) {
  const fingers = new Map(hand.fingers).set(finger, at);
  return { fingers, gesture: fingers.size > 1 ? { kind: "pinch", outline: [] } : { kind: tool, outline: [at] } };
}

/**
 * @param {Hand} hand @param {number} finger @param {Point} now
 * @returns {{hand: Hand, asked: Asked}}
 */
export function dragged(hand, finger, now) {
  const before = hand.fingers.get(finger);
  if (!before || !hand.gesture) return { hand, asked: null };
  const fingers = new Map(hand.fingers).set(finger, now);
  const gesture = drawn(hand.gesture, now);
  return { hand: { fingers, gesture }, asked: askedFor(gesture, before, now, otherFinger(fingers, finger)) };
}

/**
 * @param {Gesture} gesture @param {Point} now
 * @returns {Gesture}
 */
function drawn({ kind, outline }, now) {
  if (kind === "lasso") return { kind, outline: [...outline, now] };
  return { kind, outline: kind === "box" ? boxOf(outline[0], now) : outline };
}

/**
 * @param {Gesture} gesture @param {Point} before @param {Point} now @param {Point | undefined} other
 * @returns {Asked}
 */
function askedFor({ kind, outline }, before, now, other) {
  if (kind === "tap") return null;
  if (kind === "pan") return { move: [now[0] - before[0], now[1] - before[1]] };
  if (kind !== "pinch") return { outline };
  return other ? pinched(before, now, other) : null;
}

/**
 * Two fingers: zoomed by how far they part, about their middle.
 * @param {Point} before @param {Point} now @param {Point} other
 * @returns {Asked}
 */
function pinched(before, now, other) {
  const zoom = distance(now, other) / Math.max(distance(before, other), 1);
  return { zoom, about: [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2] };
}

/** @param {Fingers} fingers @param {number} finger */
const otherFinger = (fingers, finger) => [...fingers].find(([key]) => key !== finger)?.[1];

/**
 * The outline that was drawn with the finger that is lifted: of a click one point, null for none.
 * @param {Hand} hand @param {number} finger @param {Point} at
 * @returns {{hand: Hand, outline: Point[] | null}}
 */
export function lifted(hand, finger, at) {
  const fingers = new Map(hand.fingers);
  fingers.delete(finger);
  const next = { fingers, gesture: fingers.size ? hand.gesture : null };
  return { hand: next, outline: hand.gesture && outlined(hand.gesture, at) };
}

/**
 * @param {Gesture} gesture @param {Point} at
 * @returns {Point[] | null}
 */
function outlined({ kind, outline }, at) {
  if (kind === "pinch") return null;
  if (kind === "pan" || kind === "tap") return distance(outline[0], at) < (kind === "tap" ? TAP : STILL) ? [at] : null;
  return outline.every((corner) => distance(corner, outline[0]) < STILL) ? [outline[0]] : outline;
}

/** @param {Point} one @param {Point} other */
const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

/**
 * @param {Point} one @param {Point} other corners of a box
 * @returns {Point[]}
 */
const boxOf = ([left, top], [right, bottom]) => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
